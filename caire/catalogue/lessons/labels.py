"""The words that the blocks of a lesson bear, in the lesson's own language."""

from collections.abc import Mapping

SECTORS = ("etudes", "bureau", "soin", "industrie", "commerce", "service-public")

FRENCH: Mapping[str, str] = {
    "predict": "Faites une prédiction",
    "recall": "De mémoire",
    "see": "Voir la réponse",
    "answer": "Réponse :",
    "definition": "Définition :",
    "examples": "Des exemples selon les métiers",
    "long": "Description détaillée de la figure",
    "warning": "Attention",
    "remember": "À retenir",
    "explain": "Avec vos mots",
    "yours": "Votre réponse",
    "kept": "Votre texte reste sur cet appareil.",
    "compare": "Comparer avec une réponse possible",
    "next": "À l’écran suivant, une question sur cette leçon.",
    "words": "Mots de cette leçon",
    "example": "Exemple :",
    "sources": "Sources",
    "source": "Source",
    "etudes": "Études",
    "bureau": "Bureau",
    "soin": "Soin",
    "industrie": "Industrie",
    "commerce": "Commerce",
    "service-public": "Service public",
}
ENGLISH: Mapping[str, str] = {
    "predict": "Make a prediction",
    "recall": "From memory",
    "see": "See the answer",
    "answer": "Answer:",
    "definition": "Definition:",
    "examples": "Examples from different trades",
    "long": "Detailed description of the figure",
    "warning": "Careful",
    "remember": "Remember",
    "explain": "In your own words",
    "yours": "Your answer",
    "kept": "Your text stays on this device.",
    "compare": "Compare with a possible answer",
    "next": "On the next screen, a question about this lesson.",
    "words": "Words of this lesson",
    "example": "Example:",
    "sources": "Sources",
    "source": "Source",
    "etudes": "Studies",
    "bureau": "Office",
    "soin": "Care",
    "industrie": "Industry",
    "commerce": "Retail",
    "service-public": "Public service",
}
LABELS: Mapping[str, Mapping[str, str]] = {"fr": FRENCH, "en": ENGLISH}
