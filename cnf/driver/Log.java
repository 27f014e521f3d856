import aQute.bnd.osgi.Processor;

/** What a run tells. */
final class Log {
    private Log() {}

    static void say(String verb, String what) {
        System.out.printf("%-9s %s%n", verb, what);
        System.out.flush();
    }

    static void warn(String message) {
        System.err.println("warning: " + message);
    }

    /** Prints bnd's warnings and throws its errors. */
    static void check(Processor processor) {
        processor.getWarnings().forEach(Log::warn);
        String errors = String.join("\nerror: ", processor.getErrors());
        processor.clear();
        if (!errors.isEmpty()) {
            throw new BuildFailure(errors);
        }
    }
}
