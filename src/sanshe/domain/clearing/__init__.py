"""Clearing: one round that brings all open needs and all helpers of a week together."""
