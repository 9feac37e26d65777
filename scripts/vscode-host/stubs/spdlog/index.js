/** Stands in for the native logger, which wants a compiler: appends each line to the log's file. */
const fs = require('node:fs');
const path = require('node:path');

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];

class Logger {
  constructor(_name, file) {
    this.file = file;
    this.level = 2;
    this.bare = false;
    fs.mkdirSync(path.dirname(file), { recursive: true });
  }
  setLevel(level) {
    this.level = level;
  }
  getLevel() {
    return this.level;
  }
  write(level, message) {
    if (level < this.level) return;
    const time = new Date().toISOString().slice(0, 23).replace('T', ' ');
    try {
      fs.appendFileSync(this.file, this.bare ? message : `${time} [${LEVELS[level]}] ${message}\n`);
    } catch {
      // The folder is gone: the server is being stopped.
    }
  }
  trace(message) {
    this.write(0, message);
  }
  debug(message) {
    this.write(1, message);
  }
  info(message) {
    this.write(2, message);
  }
  warn(message) {
    this.write(3, message);
  }
  error(message) {
    this.write(4, message);
  }
  critical(message) {
    this.write(5, message);
  }
  flush() {}
  drop() {}
  clearFormatters() {
    this.bare = true;
  }
  setPattern() {}
}

const create = (name, file) => Promise.resolve(new Logger(name, file));

exports.version = 11200;
exports.setLevel = () => undefined;
exports.setFlushOn = () => undefined;
exports.shutdown = () => undefined;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
exports.Logger = Logger;
