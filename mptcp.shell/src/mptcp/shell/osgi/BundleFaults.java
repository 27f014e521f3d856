package mptcp.shell.osgi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Why a bundle that was deployed offers nothing: what of it fails before there is a service. */
final class BundleFaults {
    private static final String COMPONENTS = "Service-Component";
    /** The filter that an import becomes: its name, and its versions if it says which. */
    private static final Pattern PACKAGE = Pattern.compile("\\(osgi\\.wiring\\.package=([^)]*)\\)"
            + "(?:\\(version>=([^)]*)\\))?(?:\\(!\\(version>=([^)]*)\\)\\))?");

    private final BundleContext context;
    private final ServiceComponentRuntime components;

    /** @param components null if there are no Declarative Services */
    BundleFaults(BundleContext context, ServiceComponentRuntime components) {
        this.context = context;
        this.components = components;
    }

    // ---- of a bundle that does not resolve

    /** What it requires and nobody here has; nothing if each of its requirements could be satisfied by itself. */
    Optional<String> missing(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision == null) {
            return Optional.empty();
        }
        List<BundleCapability> all = Stream.of(context.getBundles()).map(b -> b.adapt(BundleRevision.class))
                .filter(r -> r != null).flatMap(r -> r.getDeclaredCapabilities(null).stream()).toList();
        List<String> missing = revision.getDeclaredRequirements(null).stream()
                .filter(r -> !Constants.RESOLUTION_OPTIONAL.equals(r.getDirectives().get(Constants.RESOLUTION_DIRECTIVE)))
                .filter(r -> !"dynamic".equals(r.getDirectives().get(PackageNamespace.REQUIREMENT_RESOLUTION_DIRECTIVE)))
                .filter(r -> !"active".equals(r.getDirectives().get(Constants.EFFECTIVE_DIRECTIVE)))
                .filter(r -> all.stream().noneMatch(r::matches))
                .map(r -> text(r, all)).toList();
        return missing.isEmpty() ? Optional.empty() : Optional.of("it does not resolve: " + String.join("; ", missing));
    }

    private static String text(BundleRequirement requirement, Collection<BundleCapability> all) {
        String filter = requirement.getDirectives().get(Constants.FILTER_DIRECTIVE);
        Matcher wanted = PACKAGE.matcher(String.valueOf(filter));
        if (!requirement.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE) || !wanted.find()) {
            return "it requires " + requirement.getNamespace() + (filter == null ? "" : " " + filter);
        }
        String name = wanted.group(1);
        String least = wanted.group(2);
        String below = wanted.group(3);
        String here = all.stream().map(BundleCapability::getAttributes)
                .filter(a -> name.equals(a.get(PackageNamespace.PACKAGE_NAMESPACE)))
                .map(a -> String.valueOf(a.get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE))).distinct().sorted()
                .collect(Collectors.joining(" and "));
        return "it imports " + name
                + (least == null ? "" : below == null ? " " + least + " or later" : " [" + least + "," + below + ")")
                + ", which " + (here.isEmpty() ? "no bundle exports" : "is here in version " + here);
    }

    // ---- of one that runs

    /** What is wrong with the components of an active bundle. */
    Optional<String> ofComponents(Bundle bundle) {
        Map<String, String> headers = asMap(bundle);
        String files = headers.get(COMPONENTS);
        if (files == null) {
            boolean other = headers.containsKey(Constants.BUNDLE_ACTIVATOR) || headers.containsKey(Constants.EXPORT_PACKAGE)
                    || headers.containsKey(Constants.FRAGMENT_HOST);
            return other ? Optional.empty()
                    : Optional.of("it has no component (no " + COMPONENTS + " in its manifest), so that it offers nothing");
        }
        if (components == null) {
            return Optional.empty();
        }
        Collection<ComponentDescriptionDTO> described = components.getComponentDescriptionDTOs(bundle);
        if (described.isEmpty()) {
            return Optional.of("its components cannot be read: " + files + " is missing in it, or no description of one");
        }
        List<String> faults = new ArrayList<>();
        for (ComponentDescriptionDTO description : described) {
            Collection<ComponentConfigurationDTO> made = components.getComponentConfigurationDTOs(description);
            made.forEach(each -> fault(each).ifPresent(faults::add));
            if (made.isEmpty() && "require".equals(description.configurationPolicy) && description.defaultEnabled) {
                faults.add("component " + description.name + " waits for the configuration "
                        + String.join(", ", description.configurationPid));
            }
        }
        return faults.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", faults));
    }

    private static Optional<String> fault(ComponentConfigurationDTO component) {
        String name = "component " + component.description.name;
        if (component.failure != null) {
            return Optional.of(name + " failed: " + component.failure.lines().findFirst().orElse("without a word"));
        }
        return switch (component.state) {
            case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION -> Optional.of(name + " waits for the configuration "
                    + String.join(", ", component.description.configurationPid));
            case ComponentConfigurationDTO.UNSATISFIED_REFERENCE -> Optional.of(name + " waits for a service: "
                    + Arrays.stream(component.unsatisfiedReferences).map(r -> service(component.description, r.name))
                            .collect(Collectors.joining(", ")));
            default -> Optional.empty();
        };
    }

    private static String service(ComponentDescriptionDTO description, String reference) {
        return Arrays.stream(description.references).filter(r -> r.name.equals(reference)).map(r -> r.interfaceName)
                .findFirst().orElse(reference);
    }

    private static Map<String, String> asMap(Bundle bundle) {
        var headers = bundle.getHeaders("");
        return Collections.list(headers.keys()).stream().collect(Collectors.toMap(k -> k, headers::get));
    }

    // ---- of configurations

    boolean knowsConfigurations() {
        return components != null;
    }

    /** Whether a component of a bundle here takes the configuration of this PID. */
    boolean isConfiguration(String pid) {
        return components.getComponentDescriptionDTOs().stream().anyMatch(d -> List.of(d.configurationPid).contains(pid));
    }

    /** The PIDs that bundles of this project take: those that were given a name, other than the component's. */
    List<String> namedConfigurations() {
        return components.getComponentDescriptionDTOs().stream()
                .flatMap(d -> Arrays.stream(d.configurationPid).filter(pid -> !pid.equals(d.name)))
                .filter(pid -> pid.startsWith("mptcp.")).distinct().sorted().toList();
    }
}
