package mptcp.web.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/** The files of the page, which are in this bundle. Any thread. */
final class Site {
    private static final String FOLDER = "/site/";
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/";
    private static final Map<String, String> LIBRARIES = Map.of(
            "uplot.js", UPLOT + "dist/uPlot.iife.min.js",
            "uplot.css", UPLOT + "dist/uPlot.min.css",
            "uplot-licence.txt", UPLOT + "LICENSE");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "txt", "text/plain; charset=utf-8",
            "svg", "image/svg+xml");

    record Content(String type, byte[] bytes) {}

    /** @param path as in an address, beginning with a slash */
    Optional<Content> find(String path) throws IOException {
        String name = path.equals("/") ? "index.html" : path.substring(1);
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null || !name.matches("[a-zA-Z-]+\\.[a-z]+")) {
            return Optional.empty();
        }
        try (InputStream in = Site.class.getResourceAsStream(LIBRARIES.getOrDefault(name, FOLDER + name))) {
            return in == null ? Optional.empty() : Optional.of(new Content(type, in.readAllBytes()));
        }
    }
}
