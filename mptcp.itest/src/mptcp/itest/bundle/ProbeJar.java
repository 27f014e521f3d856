package mptcp.itest.bundle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.rexmit.RetransmitPolicyFactory;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.policy.support.RenoFamily;
import org.osgi.framework.Constants;

/** Makes the jar of a bundle with one probe as its component. */
public record ProbeJar(PolicyKind kind, String name, int ranking, String version) {
    private static final String PACKAGE = "mptcp/itest/probe/";

    /** Ranked above all others. */
    public static ProbeJar best(PolicyKind kind, String name) {
        return new ProbeJar(kind, name, 10_000, "1.0.0");
    }

    /** Ranked below all others but the built-in. */
    public static ProbeJar last(PolicyKind kind, String name) {
        return new ProbeJar(kind, name, -10_000, "1.0.0");
    }

    public ProbeJar withName(String other) {
        return new ProbeJar(kind, other, ranking, version);
    }

    /** It does not depend on the name, so that an update may change that. */
    public String symbolicName() {
        return "probe." + kind.label();
    }

    /** The jar with other headers, and other contents; what maps to null is left out. */
    public byte[] changed(Map<String, String> headers, Map<String, byte[]> contents) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JarInputStream in = new JarInputStream(stream())) {
            Manifest manifest = in.getManifest();
            headers.forEach((name, value) -> {
                if (value == null) {
                    manifest.getMainAttributes().remove(new Attributes.Name(name));
                } else {
                    manifest.getMainAttributes().putValue(name, value);
                }
            });
            try (JarOutputStream jar = new JarOutputStream(out, manifest)) {
                for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                    byte[] content = contents.getOrDefault(e.getName(), in.readAllBytes());
                    if (content != null) {
                        jar.putNextEntry(new ZipEntry(e.getName()));
                        jar.write(content);
                    }
                }
            }
        }
        return out.toByteArray();
    }

    private String type() {
        return switch (kind) {
            case SCHEDULER -> "ProbeScheduler";
            case CONGESTION_CONTROL -> "ProbeCongestion";
            case RETRANSMIT -> "ProbeRetransmit";
            case PATH_MANAGER -> "ProbePaths";
        };
    }

    private Class<?> service() {
        return switch (kind) {
            case SCHEDULER -> SchedulerFactory.class;
            case CONGESTION_CONTROL -> CongestionControlFactory.class;
            case RETRANSMIT -> RetransmitPolicyFactory.class;
            case PATH_MANAGER -> PathManagerFactory.class;
        };
    }

    public InputStream stream() {
        return new ByteArrayInputStream(bytes());
    }

    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest())) {
            for (String each : List.of("Probe", type(), type() + "$Policy")) {
                add(jar, PACKAGE + each + ".class");
            }
            if (kind == PolicyKind.CONGESTION_CONTROL) {
                add(jar, RenoFamily.class.getName().replace('.', '/') + ".class");
            }
            jar.putNextEntry(new ZipEntry("OSGI-INF/probe.xml"));
            jar.write(component().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void add(JarOutputStream jar, String file) throws IOException {
        jar.putNextEntry(new ZipEntry(file));
        try (InputStream in = ProbeJar.class.getResourceAsStream("/" + file)) {
            in.transferTo(jar);
        }
    }

    private Manifest manifest() {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        main.putValue(Constants.BUNDLE_SYMBOLICNAME, symbolicName());
        main.putValue(Constants.BUNDLE_VERSION, version);
        main.putValue(Constants.IMPORT_PACKAGE, "mptcp.api.address,mptcp.api.policy,mptcp.api.scheduler,mptcp.api.cc,mptcp.api.rexmit,"
                + "mptcp.api.path,mptcp.itest.witness");
        main.putValue("Service-Component", "OSGI-INF/probe.xml");
        return manifest;
    }

    private String component() {
        return String.format(Locale.ROOT, """
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="%s"
                        activate="activate" deactivate="deactivate">
                  <property name="service.ranking" type="Integer" value="%d"/>
                  <property name="probe.name" value="%s"/>
                  <service><provide interface="%s"/></service>
                  <implementation class="mptcp.itest.probe.%s"/>
                </scr:component>
                """, symbolicName(), ranking, name, service().getName(), type());
    }
}
