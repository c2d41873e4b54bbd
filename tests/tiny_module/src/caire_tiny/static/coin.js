document.documentElement.dataset.coin = "ready";
