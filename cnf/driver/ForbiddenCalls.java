import de.thetaphi.forbiddenapis.Checker;
import de.thetaphi.forbiddenapis.ForbiddenApiException;
import de.thetaphi.forbiddenapis.Logger;
import de.thetaphi.forbiddenapis.ParseException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What no bundle may call, because its result depends on the locale, the time zone or the encoding of the machine it runs
 * on: numbers with other digits, other bytes in files.
 */
final class ForbiddenCalls {
    private static final String BUNDLED = "jdk-unsafe-25";
    private static final String MORE = """
            @defaultMessage depends on the environment: name the locale, the time zone or the encoding
            java.util.Locale#getDefault()
            java.util.TimeZone#getDefault()
            java.time.ZoneId#systemDefault()
            java.time.LocalDate#now()
            java.time.LocalTime#now()
            java.time.LocalDateTime#now()
            java.time.ZonedDateTime#now()
            java.time.OffsetDateTime#now()
            java.time.Clock#systemDefaultZone()
            java.time.format.DateTimeFormatter#ofPattern(java.lang.String)
            java.nio.charset.Charset#defaultCharset()
            java.lang.Process#inputReader()
            java.lang.Process#errorReader()
            java.lang.Process#outputWriter()
            java.io.Console#format(java.lang.String,java.lang.Object[])
            java.io.Console#printf(java.lang.String,java.lang.Object[])
            """;
    static final String RULES = BUNDLED + MORE;

    private ForbiddenCalls() {}

    /** @throws BuildFailure that lists the calls in these classes */
    static void check(String project, Collection<Path> classes, Collection<Path> path) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (Path entry : path) {
            urls.add(entry.toUri().toURL());
        }
        Told told = new Told();
        try (URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Checker checker = new Checker(told, loader, Checker.Option.FAIL_ON_VIOLATION);
            checker.addBundledSignatures(BUNDLED, null);
            checker.parseSignaturesString(MORE);
            for (Path file : classes) {
                checker.addClassToCheck(file.toFile());
            }
            checker.run();
        } catch (ForbiddenApiException e) {
            throw new BuildFailure(project + " calls what depends on the environment:\n" + String.join("\n", told.errors));
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Keeps the errors; the rest is about itself. */
    private static final class Told implements Logger {
        private final List<String> errors = new ArrayList<>();

        @Override
        public void error(String message) {
            errors.add(message);
        }

        @Override
        public void warn(String message) {}

        @Override
        public void info(String message) {}

        @Override
        public void debug(String message) {}
    }
}
