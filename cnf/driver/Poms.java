import aQute.bnd.maven.PomResource;
import aQute.bnd.osgi.Processor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/** POMs of what is published. */
final class Poms {
    private Poms() {}

    static byte[] of(Artifact artifact) throws Exception {
        StringJoiner needs = new StringJoiner(",");
        for (Artifact.Dependency each : artifact.needs()) {
            needs.add(String.format(Locale.ROOT, "%s:%s;groupId=%s;artifactId=%s;version=%s;scope=%s", each.group(), each.id(),
                    each.group(), each.id(), each.version(), each.scope()));
        }
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.putValue("Bundle-SymbolicName", artifact.id());
        main.putValue("Bundle-Version", artifact.version());
        main.putValue("Bundle-Name", artifact.id());
        main.putValue("Bundle-Description", artifact.description());
        main.putValue("Bundle-License", "BSD-2-Clause;link=\"https://spdx.org/licenses/BSD-2-Clause.html\"");
        try (Processor settings = new Processor()) {
            settings.setProperty("-maven-dependencies", needs.toString());
            Map<String, String> id = new TreeMap<>(Map.of("groupid", Publication.GROUP, "artifactid", artifact.id(),
                    "version", artifact.version()));
            PomResource pom = new PomResource(settings, manifest, id.get("groupid"), id.get("artifactid"), id.get("version"));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            pom.write(out);
            return out.toByteArray();
        }
    }

    /** Versions that fit together: for {@code dependencyManagement}, with scope {@code import}. */
    static byte[] bom(String id, String version, List<Artifact> artifacts) {
        StringBuilder text = new StringBuilder(head(id, version, "pom"));
        text.append("  <name>").append(id).append("</name>\n  <licenses>\n    <license>\n      <name>BSD-2-Clause</name>\n"
                + "      <url>https://spdx.org/licenses/BSD-2-Clause.html</url>\n    </license>\n  </licenses>\n"
                + "  <dependencyManagement>\n    <dependencies>\n");
        artifacts.forEach(each -> dependency(text, "      ", each));
        return text.append("    </dependencies>\n  </dependencyManagement>\n</project>\n").toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A project that depends on all of them, as they are in a repository. */
    static byte[] all(String id, String version, List<Artifact> artifacts, Path repository) {
        StringBuilder text = new StringBuilder(head(id, version, "pom"));
        text.append("""
                  <properties>
                    <project.build.outputTimestamp>1980-01-01T00:00:00Z</project.build.outputTimestamp>
                  </properties>
                  <repositories>
                    <repository>
                      <id>published</id>
                      <url>%s</url>
                    </repository>
                  </repositories>
                  <dependencies>
                """.formatted(repository.toUri()));
        artifacts.forEach(each -> dependency(text, "    ", each));
        return text.append("  </dependencies>\n</project>\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String head(String id, String version, String packaging) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>%s</groupId>
                  <artifactId>%s</artifactId>
                  <version>%s</version>
                  <packaging>%s</packaging>
                """.formatted(Publication.GROUP, id, version, packaging);
    }

    private static void dependency(StringBuilder text, String indent, Artifact artifact) {
        text.append("%1$s<dependency>%n%1$s  <groupId>%2$s</groupId>%n%1$s  <artifactId>%3$s</artifactId>%n"
                .formatted(indent, Publication.GROUP, artifact.id()));
        text.append("%1$s  <version>%2$s</version>%n%1$s</dependency>%n".formatted(indent, artifact.version()));
    }
}
