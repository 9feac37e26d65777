/** Stands in for the native module, which wants a compiler: it would end the server when its parent dies, as our scripts do. */
exports.start = () => undefined;
