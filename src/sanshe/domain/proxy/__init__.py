"""Proxy: taking part on paper and through a worker, with consent, receipt, second look and a later claim."""
