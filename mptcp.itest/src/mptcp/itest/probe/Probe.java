package mptcp.itest.probe;

import java.util.Map;
import mptcp.itest.witness.Witness;

/** What the probes have in common: a name from the component's properties, and a witness of every call. */
abstract class Probe {
    private volatile boolean active;
    private String name;
    private Witness witness;

    /** Called by the component runtime. */
    protected void activate(Map<String, Object> properties) {
        name = (String) properties.get("probe.name");
        witness = Witness.of(name);
        active = true;
    }

    /** Called by the component runtime, when no loop may call the policy any more. */
    protected void deactivate() {
        active = false;
    }

    public String name() {
        return name;
    }

    protected final void called() {
        witness.called(active);
    }
}
