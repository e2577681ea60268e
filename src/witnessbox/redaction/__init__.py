"""From judgements to a plan, a rendition and its second look."""
