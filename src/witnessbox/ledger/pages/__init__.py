"""The ledger as pages and pictures: static, without scripts, in Russian and English."""
