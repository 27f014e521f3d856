package mptcp.config.osgi;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mptcp.config.HostSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a configuration says about hosts: those of its properties that are settings, as text. */
final class HostOptions {
    private static final Logger LOG = LoggerFactory.getLogger(HostOptions.class);

    private static final Pattern NAMED = Pattern.compile("[^~]+~(.+)");
    private static final Pattern FILE = Pattern.compile(".*/[^/-]+-([^/]+)\\.(?:cfg|config)");

    /** Of configurations of policies. */
    static final List<String> POLICIES = List.of("scheduler", "cc", "path", "rexmit", "settings");

    private HostOptions() {}

    /** What is blank is not said. A name that is no setting is told of in the log, and else ignored. */
    static Map<String, String> of(Map<String, Object> properties) {
        Map<String, String> options = new LinkedHashMap<>();
        properties.forEach((name, value) -> {
            String text = value.toString().strip();
            if (HostSettings.names().contains(name)) {
                if (!text.isEmpty()) {
                    options.put(name, text);
                }
            }
        });
        tellOthers(properties, HostSettings.names());
        return options;
    }

    /** Tells in the log of names that are no settings: they are ignored. */
    static void tellOthers(Map<String, Object> properties, Collection<String> settings) {
        properties.keySet().stream().filter(name -> !settings.contains(name) && !isAdministrative(name))
                .forEach(name -> LOG.warn("configuration {}: there is no setting '{}'; there are: {}",
                        properties.get("service.pid"), name, String.join(", ", settings)));
    }

    /** Those of Config Admin, Declarative Services and File Install, and the host's name. */
    private static boolean isAdministrative(String name) {
        return name.equals("host") || name.startsWith("service.") || name.startsWith("component.")
                || name.startsWith("felix.fileinstall.") || name.startsWith(".") || name.startsWith("osgi.ds.")
                || name.endsWith(".target");
    }

    /**
     * Which host a factory configuration is for.
     *
     * @param host what it says itself; otherwise what follows the {@code ~} of its PID, or the {@code -} of its file's name
     * @throws IllegalArgumentException if none of them names one
     */
    static String host(String host, Map<String, Object> properties) {
        if (host != null && !host.isBlank()) {
            return host.strip();
        }
        String pid = String.valueOf(properties.get("service.pid"));
        String file = String.valueOf(properties.get("felix.fileinstall.filename"));
        Matcher named = NAMED.matcher(pid);
        if (!named.matches()) {
            named = FILE.matcher(file);
        }
        if (!named.matches()) {
            throw new IllegalArgumentException("configuration " + pid + " has to name a host: host=client");
        }
        return named.group(1);
    }
}
