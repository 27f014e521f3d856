import java.io.IOException;
import java.io.InputStream;
import org.junit.platform.console.ConsoleLauncher;

/** The main class of a JVM that runs tests: the JUnit console, for as long as the driver that started it is there. */
final class TestJvm {
    private static final int ENDED = 143;
    private static final long WITHIN_MS = 10_000;

    private TestJvm() {}

    public static void main(String... args) {
        InputStream driver = System.in; // nothing is ever written to it
        System.setIn(InputStream.nullInputStream());
        Thread.ofPlatform().daemon().name("driver watch").start(() -> watch(driver));
        ConsoleLauncher.main(args);
    }

    private static void watch(InputStream driver) {
        try {
            while (driver.read() >= 0) {
                continue;
            }
        } catch (IOException e) {
            System.err.println("the build driver cannot be watched: " + e);
            return;
        }
        Thread.ofPlatform().daemon().start(() -> System.exit(ENDED)); // what tests made is to go, too
        try {
            Thread.sleep(WITHIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(ENDED);
    }
}
