/** Stands in for the native logger, which wants a compiler: the server logs nothing to files then, and works. */
class Logger {
  setLevel() {}
  getLevel() {
    return 2;
  }
  trace() {}
  debug() {}
  info() {}
  warn() {}
  error() {}
  critical() {}
  flush() {}
  drop() {}
  clearFormatters() {}
  setPattern() {}
}
exports.version = 11200;
exports.setLevel = () => undefined;
exports.setFlushOn = () => undefined;
exports.shutdown = () => undefined;
exports.createRotatingLogger = () => Promise.resolve(new Logger());
exports.createAsyncRotatingLogger = () => Promise.resolve(new Logger());
exports.Logger = Logger;
