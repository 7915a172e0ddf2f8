/** A worker whose module cannot be loaded. */
throw new Error("this module cannot be loaded");
