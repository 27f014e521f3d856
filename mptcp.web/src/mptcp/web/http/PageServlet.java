package mptcp.web.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import mptcp.api.socket.LoopStuckException;
import mptcp.json.Json;
import mptcp.web.access.Gate;
import mptcp.web.access.Question;
import mptcp.web.access.Refusal;
import mptcp.web.view.Actions;
import mptcp.web.view.Answer;
import mptcp.web.view.NotThere;

/** All that is served: the files of the live page, answers as JSON, the commands that it runs, and metrics. */
public final class PageServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private static final int LONGEST_COMMAND = 4_096;
    private static final ExpositionFormats FORMATS = ExpositionFormats.init();
    private static final String JSON = "application/json; charset=utf-8";

    private final transient Gate gate;
    private final transient Site site = new Site();
    private final transient Map<String, Answer> answers;
    private final transient Actions actions;
    private final transient Supplier<MetricSnapshots> metrics;

    /** @param answers by the name that follows {@code /api/} */
    public PageServlet(Gate gate, Map<String, Answer> answers, Actions actions, Supplier<MetricSnapshots> metrics) {
        this.gate = gate;
        this.answers = Map.copyOf(answers);
        this.actions = actions;
        this.metrics = metrics;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        protect(response);
        String path = request.getRequestURI();
        Optional<Refusal> refusal = gate.refuses(new Question(request.getMethod(), path, request.getLocalPort(),
                request.getHeader("Host"), request.getHeader("Origin"), request.getHeader("Sec-Fetch-Site"),
                request.getHeader("Authorization")));
        if (refusal.isPresent()) {
            write(response, refusal.get().status(), "text/plain; charset=utf-8", refusal.get().reason() + "\n");
        } else if (path.equals(Gate.RUN)) {
            run(request, response);
        } else if (path.equals(Gate.METRICS)) {
            metrics(request, response);
        } else if (path.startsWith(Gate.API)) {
            answer(path.substring(Gate.API.length()), request, response);
        } else {
            file(path, response);
        }
    }

    /** The page needs nothing from elsewhere, and nobody puts it into a frame. */
    private static void protect(HttpServletResponse response) {
        response.setHeader("Content-Security-Policy",
                "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store");
    }

    private void file(String path, HttpServletResponse response) throws IOException {
        Optional<Site.Content> content = site.find(path);
        if (content.isEmpty()) {
            write(response, HttpServletResponse.SC_NOT_FOUND, "text/plain; charset=utf-8", "there is no " + path + "\n");
            return;
        }
        response.setContentType(content.get().type());
        response.getOutputStream().write(content.get().bytes());
    }

    private void answer(String name, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answer answer = answers.get(name);
        if (answer == null) {
            error(response, HttpServletResponse.SC_NOT_FOUND, "there is no question '" + name + "'");
            return;
        }
        try {
            write(response, HttpServletResponse.SC_OK, JSON, Json.of(answer.of(query(request.getQueryString()))));
        } catch (NotThere e) {
            error(response, HttpServletResponse.SC_NOT_FOUND, e.getMessage());
        } catch (LoopStuckException e) {
            error(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, e.getMessage());
        }
    }

    /** In the format that is asked for: OpenMetrics, or Prometheus' own text. */
    private void metrics(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ExpositionFormatWriter writer = FORMATS.findWriter(request.getHeader("Accept"));
        response.setContentType(writer.getContentType());
        writer.write(response.getOutputStream(), metrics.get());
    }

    /** A command and its words, each on a line of its own. */
    private void run(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] body = request.getInputStream().readNBytes(LONGEST_COMMAND + 1);
        if (body.length > LONGEST_COMMAND) {
            error(response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "that is too long for a command");
            return;
        }
        List<String> lines = new String(body, UTF_8).lines().toList();
        Actions.Outcome outcome = lines.isEmpty() ? new Actions.Outcome(false, "no command")
                : actions.run(lines.getFirst(), lines.subList(1, lines.size()));
        write(response, HttpServletResponse.SC_OK, JSON, Json.of(outcome));
    }

    private static Map<String, String> query(String text) {
        Map<String, String> map = new HashMap<>();
        if (text != null) {
            for (String pair : text.split("&")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    map.put(pair.substring(0, equals), decode(pair.substring(equals + 1)));
                }
            }
        }
        return map;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // an escape that is none means itself
        }
    }

    private static void error(HttpServletResponse response, int status, String message) throws IOException {
        write(response, status, JSON, Json.of(Map.of("error", message)));
    }

    private static void write(HttpServletResponse response, int status, String type, String text) throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.getOutputStream().write(text.getBytes(UTF_8));
    }
}
