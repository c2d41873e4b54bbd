"""Templates compiled to plainer Python than Jinja's own, which serves any program.

Jinja asks each function whether it wants the context, sorts the arguments of each macro by hand and
makes an object of each text printed. Nearly none of ours wants the context, Python sorts arguments
by itself, and a page has hundreds of such texts: half of its time went there. What is printed is
the same, sign for sign.
"""

from keyword import iskeyword

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from markupsafe import Markup, escape

# What `escape` calls for a text, before it makes a Markup of it that a page has no use for.
from markupsafe import _escape_inner as escaped_text  # type: ignore[attr-defined]  # not in __all__


def printed(value: object) -> str:
    """What stands in the page for a value: as `escape` does, for the two usual kinds at once."""
    if type(value) is Markup:
        return value
    if type(value) is str:
        text: str = escaped_text(value)
        return text
    return escape(value)


def as_markup(text: str) -> Markup:
    """`Markup(text)` for what is a str: Markup would first ask it for markup of its own."""
    return str.__new__(Markup, text)


class PageGenerator(CodeGenerator):
    """Calls and macros as Python has them, in templates that escape what they print.

    Elsewhere (messages in plain text), and for what Python cannot say so, Jinja's own way stands.
    """

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        self.writeline("from caire.web.compiling import as_markup, printed")
        super().visit_Template(node, frame)

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        # Jinja's place for those who change what is printed.
        if _escapes(frame) and finalize.src is None:
            self.write("printed(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        beyond = node.dyn_args or node.dyn_kwargs or any(iskeyword(kw.key) for kw in node.kwargs)
        if beyond or not self._is_plain(node.node) or not _escapes(frame):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for given in (*node.args, *node.kwargs):
            self.visit(given, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    def _is_plain(self, called: nodes.Expr) -> bool:
        """Whether what is called has a name, and does not want the context as `ngettext` does."""
        if isinstance(called, nodes.Name):
            return not hasattr(self.environment.globals.get(called.name), "jinja_pass_arg")
        return isinstance(called, nodes.Getattr)

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        names = [argument.name for argument in macro_ref.node.args]
        unnamed = macro_ref.accesses_caller and "caller" not in names
        beyond = unnamed or macro_ref.accesses_kwargs or macro_ref.accesses_varargs
        if not _escapes(frame) or beyond or any(iskeyword(name) for name in names):
            super().macro_def(macro_ref, frame)
            return
        # Every macro's function is called `macro`: this one is kept as a default.
        taken = "".join(f"{name}=missing, " for name in names)
        self.write(f"lambda {taken}*, _body=macro: as_markup(_body({', '.join(names)}))")


def _escapes(frame: Frame) -> bool:
    return bool(frame.eval_ctx.autoescape) and not frame.eval_ctx.volatile
