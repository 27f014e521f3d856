package mptcp.experiment.plan;

import java.util.Map;
import mptcp.api.hint.Hint;
import mptcp.api.policy.PolicyKind;

/** Something that happens at a time of a run. */
public sealed interface EventPlan {
    /** Which directions of a path or link change. */
    enum Direction {
        BOTH,
        FORWARD,
        BACKWARD
    }

    long atNs();

    /** For people. */
    String text();

    /** @param change as {@link mptcp.io.sim.LinkSpec#with} reads it */
    record Link(long atNs, String name, Direction direction, String change) implements EventPlan {
        @Override
        public String text() {
            return "link " + name + (direction == Direction.BOTH ? "" : " " + direction.name().toLowerCase(
                    java.util.Locale.ROOT)) + ": " + change;
        }
    }

    /** The path becomes a black hole, or carries packets again; others through the same links are not affected. */
    record Path(long atNs, String name, Direction direction, String change, Boolean up) implements EventPlan {
        @Override
        public String text() {
            return "path " + name + ": " + (up == null ? change : up ? "up" : "down");
        }
    }

    /**
     * The first end of the path loses its address there, with the interface; if it moves, it has another one at once.
     */
    record Move(long atNs, String name, boolean again) implements EventPlan {
        @Override
        public String text() {
            return "path " + name + ": " + (again ? "moved" : "gone");
        }
    }

    /** A path's own link, or a shared one, sends when a recording says so. @param name of a path or a link */
    record Deliveries(long atNs, String name, Direction direction, String file, mptcp.io.sim.DeliveryTrace trace)
            implements EventPlan {
        @Override
        public String text() {
            return name + ": trace " + file;
        }
    }

    record Host(long atNs, String name, Map<PolicyKind, String> policies, Map<String, String> settings)
            implements EventPlan {
        @Override
        public String text() {
            return "host " + name + ": " + Policies.text(policies) + (settings.isEmpty() ? "" : " " + settings);
        }
    }

    /** @param hint what is said of its bytes from then on, or null: as before */
    record Flow(long atNs, String name, Map<PolicyKind, String> policies, Hint hint) implements EventPlan {
        @Override
        public String text() {
            String said = hint == null ? "" : (policies.isEmpty() ? "" : ", ") + hint;
            return "flow " + name + ": " + Policies.text(policies) + said;
        }
    }

    /** Names of policies, for people. */
    final class Policies {
        private Policies() {}

        static String text(Map<PolicyKind, String> policies) {
            StringBuilder text = new StringBuilder();
            policies.forEach((kind, name) -> text.append(text.isEmpty() ? "" : ", ").append(kind.label()).append(' ')
                    .append(name));
            return text.toString();
        }
    }
}
