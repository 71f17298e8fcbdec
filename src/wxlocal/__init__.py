"""wxlocal: the WeChat Mini Program platform on your own machine."""

__version__ = "0.1.0"
