package mptcp.web.osgi;

import jakarta.servlet.Servlet;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import mptcp.api.socket.StackFactory;
import mptcp.web.access.Gate;
import mptcp.web.event.EventLog;
import mptcp.web.http.PageServlet;
import mptcp.web.metrics.HostMetrics;
import mptcp.web.view.Actions;
import mptcp.web.view.ConnectionDetail;
import mptcp.web.view.ConnectionPage;
import mptcp.web.view.Hosts;
import mptcp.web.view.Overview;
import mptcp.web.view.Policies;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;

/**
 * Serves the live page as long as there is an HTTP service that listens on the loopback interface, and registers {@code
 * mptcp:web}, which prints its address. One that listens to the network, too, is not used: what the page can do is for who
 * sits at this machine.
 */
@Component(service = {}, immediate = true)
public final class WebComponent {
    /** A token to use, for who has to write it down; each start has another one otherwise. */
    static final String TOKEN = "MPTCP_WEB_TOKEN";

    private static final String ENDPOINTS = "osgi.http.endpoint";
    private static final int LEAST_TOKEN = 16;

    private final EventLog events;
    private final ScheduledExecutorService housekeeping =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("mptcp-web").factory());
    private final ServiceRegistration<Servlet> servlet;
    private final ServiceRegistration<Function> command;

    private volatile StackFactory factory;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addFactory(StackFactory added) {
        factory = added;
    }

    void removeFactory(StackFactory removed) {
        factory = factory == removed ? null : factory;
    }

    @Activate
    public WebComponent(BundleContext context, @Reference CommandProcessor processor,
            @Reference ServiceReference<HttpServiceRuntime> http) {
        String address = address(http);
        String token = System.getenv(TOKEN);
        if (token == null) {
            token = Gate.token();
        } else if (!token.matches("[A-Za-z0-9_-]{" + LEAST_TOKEN + ",}")) {
            throw new IllegalStateException(TOKEN + " has to be of letters, digits, '_' and '-', at least " + LEAST_TOKEN);
        }
        Hosts hosts = new Hosts(() -> factory);
        events = new EventLog(hosts, System::nanoTime, System::currentTimeMillis);
        Actions actions = new Actions(new ShellCommands(context, processor));
        PageServlet page = new PageServlet(new Gate(token), Map.of("overview", new Overview(hosts),
                "connections", new ConnectionPage(hosts), "connection", new ConnectionDetail(hosts),
                "policies", new Policies(hosts), "events", events), actions, new HostMetrics(hosts)::collect);
        servlet = context.registerService(Servlet.class, page, properties(
                HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN, "/*",
                HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_NAME, "mptcp.web"));
        String link = address + "#" + token;
        Function web = (session, _) -> {
            session.getConsole().println(link);
            return null;
        };
        command = context.registerService(Function.class, web,
                properties("osgi.command.scope", "mptcp", "osgi.command.function", "web"));
        housekeeping.scheduleWithFixedDelay(events::expire, 10, 10, TimeUnit.SECONDS);
        System.err.println("live page: " + link);
    }

    private static Dictionary<String, Object> properties(String... namesAndValues) {
        Dictionary<String, Object> all = new Hashtable<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            all.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return all;
    }

    /** @throws IllegalStateException if it listens nowhere, or to others than this machine */
    private static String address(ServiceReference<HttpServiceRuntime> http) {
        List<String> endpoints = endpoints(http.getProperty(ENDPOINTS));
        if (endpoints.isEmpty()) {
            throw new IllegalStateException("no live page: the HTTP service does not listen; is its port taken?");
        }
        if (!endpoints.stream().allMatch(e -> e.matches("http://(127\\.0\\.0\\.1|localhost|\\[::1\\]):[0-9]+/.*"))) {
            throw new IllegalStateException("no live page: the HTTP service listens to others than this machine: " + endpoints);
        }
        return endpoints.getFirst();
    }

    private static List<String> endpoints(Object property) {
        return switch (property) {
            case String[] texts -> List.of(texts);
            case List<?> list -> list.stream().map(String::valueOf).toList();
            case null, default -> property == null ? List.of() : List.of(property.toString());
        };
    }

    @Deactivate
    void stop() {
        command.unregister();
        servlet.unregister();
        housekeeping.shutdownNow();
        events.close();
    }
}
