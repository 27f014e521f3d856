package mptcp.itest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.socket.StackFactory;
import mptcp.itest.bundle.ProbeJar;
import mptcp.itest.bundle.WatchedFolder;
import mptcp.itest.world.Await;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.test.common.annotation.InjectBundleContext;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.junit5.context.BundleContextExtension;
import org.osgi.test.junit5.service.ServiceExtension;

/** Whatever lies in the folder and does not come to serve is told, with the reason, in {@code mptcp:bundles}. */
@ExtendWith({BundleContextExtension.class, ServiceExtension.class})
class DeploymentTest {
    private static final PolicyKind KIND = PolicyKind.SCHEDULER;
    private static final ProbeJar JAR = ProbeJar.last(KIND, "deployed");
    private static final String IMPORTS = "mptcp.api.policy,mptcp.api.scheduler,mptcp.api.cc,mptcp.api.rexmit,"
            + "mptcp.api.path,mptcp.itest.witness";

    @InjectBundleContext
    BundleContext context;

    @InjectService
    StackFactory factory;

    @InjectService
    ConfigurationAdmin configurations;

    @InjectService
    CommandProcessor shell;

    @TempDir
    Path temporary;

    private WatchedFolder folder;

    @BeforeEach
    void start() throws Exception {
        folder = new WatchedFolder(temporary, configurations);
    }

    @AfterEach
    void stop() throws Exception {
        try (Stream<Path> all = Files.list(folder.path())) {
            for (Path file : all.toList()) {
                Files.delete(file);
            }
        }
        Await.until("the bundles of the folder are gone", () -> Stream.of(context.getBundles())
                .noneMatch(b -> b.getLocation().contains(folder.path().toString())));
        folder.close();
    }

    private String run(String command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CommandSession session = shell.createSession(InputStream.nullInputStream(), out, out)) {
            session.execute(command);
            session.getConsole().flush();
        } catch (Exception e) {
            return "failed: " + e;
        }
        return out.toString(UTF_8);
    }

    /** The line about a file or bundle. */
    private String line(String name) {
        return run("mptcp:bundles").lines().filter(line -> (" " + line + " ").contains(" " + name + " ")).findFirst()
                .orElse("");
    }

    private void told(String name, String... parts) {
        try {
            Await.until(name + ": " + String.join(" ", parts), () -> Arrays.stream(parts).allMatch(line(name)::contains));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; but: " + run("mptcp:bundles"), e);
        }
    }

    /** Nothing is told about the bundle (any more). */
    private void clean() {
        try {
            Await.until("it serves without a word", () -> line(JAR.symbolicName()).strip().endsWith("ACTIVE"));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; but: " + run("mptcp:bundles"), e);
        }
    }

    private void served(boolean serves) {
        Await.until("the policy is " + (serves ? "there" : "not there"), () -> serves == factory.policies().list(KIND).stream()
                .map(PolicyRegistry.Entry::name).anyMatch(JAR.name()::equals));
    }

    private static Map<String, byte[]> without(String name) {
        Map<String, byte[]> contents = new HashMap<>();
        contents.put(name, null);
        return contents;
    }

    private static Map<String, String> header(String name, String value) {
        Map<String, String> headers = new HashMap<>();
        headers.put(name, value);
        return headers;
    }

    @Test
    void whatIsNoBundle() throws Exception {
        byte[] whole = JAR.bytes();
        folder.put("text.jar", "hello".getBytes(UTF_8));
        told("text.jar", "REFUSED", "it is no jar: it does not begin as one");
        folder.put("empty.jar", new byte[0]);
        told("empty.jar", "REFUSED", "it is empty");
        folder.put("half.jar", Arrays.copyOf(whole, whole.length / 2));
        told("half.jar", "REFUSED", "it is no whole jar");
        folder.put("plain.jar", JAR.changed(header("Bundle-SymbolicName", null), Map.of()));
        told("plain.jar", "REFUSED", "no Bundle-SymbolicName");
        folder.put("odd.jar", JAR.changed(header("Bundle-Version", "one"), Map.of()));
        told("odd.jar", "REFUSED", "it cannot be installed: ");

        folder.delete("text.jar");
        Await.until("forgotten", () -> line("text.jar").isEmpty());
        folder.put("half.jar", whole);
        served(true);
        assertEquals("", line("half.jar"));
        folder.put("half.jar", "no more".getBytes(UTF_8));
        told(JAR.symbolicName(), "ACTIVE", "half.jar: it is no jar", "what was in the file before stays");
        served(true);
    }

    @Test
    void whatDoesNotResolveComesWhenWhatItMissesComes() throws Exception {
        folder.put("new.jar", JAR.changed(header("Import-Package", IMPORTS.replace("mptcp.api.scheduler",
                "mptcp.api.scheduler;version=\"[7,8)\"")), Map.of()));
        told(JAR.symbolicName(), "INSTALLED", "new.jar: it does not resolve: it imports mptcp.api.scheduler [7.0.0,8.0.0),"
                + " which is here in version 2.");
        folder.put("new.jar", JAR.changed(header("Import-Package", IMPORTS + ",not.yet;version=\"2.1\""), Map.of()));
        told(JAR.symbolicName(), "INSTALLED", "it imports not.yet 2.1.0 or later, which no bundle exports");
        folder.put("library.jar", ProbeJar.last(KIND, "x").changed(Map.of("Bundle-SymbolicName", "library", "Export-Package",
                "not.yet;version=2.1", "Import-Package", "mptcp.api.policy", "Service-Component", "none.xml"), Map.of()));
        served(true);
        clean();
    }

    @Test
    void whatHasNoComponentThatWorks() throws Exception {
        folder.put("a.jar", JAR.changed(header("Service-Component", null), Map.of()));
        told(JAR.symbolicName(), "ACTIVE", "a.jar: it has no component");
        folder.put("a.jar", JAR.changed(Map.of(), without("OSGI-INF/probe.xml")));
        told(JAR.symbolicName(), "ACTIVE", "its components cannot be read: OSGI-INF/probe.xml");
        folder.put("a.jar", JAR.changed(Map.of(), Map.of("OSGI-INF/probe.xml", "<scr:comp".getBytes(UTF_8))));
        told(JAR.symbolicName(), "ACTIVE", "its components cannot be read: OSGI-INF/probe.xml");
        folder.put("a.jar", JAR.changed(header("Bundle-Activator", "no.such.Activator"), Map.of()));
        told(JAR.symbolicName(), "RESOLVED", "it does not start: ", "no.such.Activator");
        folder.put("a.jar", JAR.bytes());
        served(true);
        clean();
    }

    @Test
    void oneThatWaitsForAService() throws Exception {
        String component = """
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="waits" immediate="true">
                  <reference name="other" interface="java.util.concurrent.Callable" target="(no=such)"/>
                  <implementation class="mptcp.itest.probe.ProbeScheduler"/>
                </scr:component>
                """;
        folder.put("a.jar", JAR.changed(Map.of(), Map.of("OSGI-INF/probe.xml", component.getBytes(UTF_8))));
        told(JAR.symbolicName(), "component waits waits for a service: java.util.concurrent.Callable");
    }

    @Test
    void aSecondFileOfABundleServesWhenTheFirstGoes() throws Exception {
        folder.put("old.jar", JAR.bytes());
        served(true);
        folder.put("new.jar", JAR.bytes());
        told("new.jar", "REFUSED", "it is bundle " + JAR.symbolicName() + " 1.0.0, which is installed already from old.jar");
        folder.delete("old.jar");
        Await.until("the second serves", () -> line("new.jar").isEmpty() && line(JAR.symbolicName()).contains("ACTIVE"));
        served(true);
        assertTrue(Stream.of(context.getBundles()).anyMatch(b -> b.getLocation().endsWith("/new.jar")));
    }

    @Test
    void aFileOfABundleThatTheShellBringsItselfChangesNothing() throws Exception {
        Bundle own = Stream.of(context.getBundles()).filter(b -> "mptcp.scheduler.minrtt".equals(b.getSymbolicName()))
                .findFirst().orElseThrow();
        folder.put("mine.jar", JAR.changed(Map.of("Bundle-SymbolicName", own.getSymbolicName(), "Bundle-Version",
                own.getVersion().toString()), Map.of()));
        told("mine.jar", "REFUSED", "which is installed already beside this folder");
        folder.delete("mine.jar");
        Await.until("forgotten", () -> line("mine.jar").isEmpty());
        assertEquals(Bundle.ACTIVE, own.getState());
    }

    @Test
    void ofTwoOfOneNameTheFirstIsInUse() throws Exception {
        folder.put("first.jar", JAR.bytes());
        served(true);
        folder.put("second.jar", JAR.changed(header("Bundle-Version", "1.1.0"), Map.of()));
        Await.until("the second waits", () -> run("mptcp:policy scheduler").lines()
                .filter(line -> line.contains(" deployed ")).toList().toString()
                .matches(".*scheduler *deployed *-10000 *- .*1\\.0\\.0.*\\(waits: same name\\).*1\\.1\\.0.*"));
        folder.delete("first.jar");
        Await.until("it serves", () -> run("mptcp:policy scheduler").lines()
                .noneMatch(line -> line.contains("waits: same name") || line.contains("1.0.0") && line.contains("deployed")));
        served(true);
    }

    @Test
    void configurations() throws Exception {
        String text = "scheduler = minrtt\n";
        folder.put("mptcp.policy.host-nobody.cfg", ("\ufeff" + text).getBytes(UTF_8));
        told("mptcp.policy.host-nobody.cfg", "REFUSED", "byte order mark");
        assertFalse(isConfigured("(service.factoryPid=mptcp.policy.host)"));
        folder.put("mptcp.policy.host-nobody.cfg", text.getBytes(UTF_8));
        Await.until("read", () -> isConfigured("(&(service.factoryPid=mptcp.policy.host)(scheduler=minrtt))"));
        Await.until("nothing is to be told any more", () -> line("mptcp.policy.host-nobody.cfg").isEmpty());
        folder.put("mptcp.polcy.cfg", text.getBytes(UTF_8));
        told("mptcp.polcy.cfg", "no bundle takes the configuration mptcp.polcy; there are ", "mptcp.policy");
        folder.put("mptcp.hosts.cfg", text.getBytes(java.nio.charset.StandardCharsets.UTF_16));
        told("mptcp.hosts.cfg", "UTF-16");
        folder.delete("mptcp.policy.host-nobody.cfg");
        Await.until("withdrawn", () -> !isConfigured("(service.factoryPid=mptcp.policy.host)"));
    }

    private boolean isConfigured(String filter) {
        try {
            return configurations.listConfigurations(filter) != null;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
