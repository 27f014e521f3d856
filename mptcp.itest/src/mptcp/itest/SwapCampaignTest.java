package mptcp.itest;

import java.nio.file.Path;
import mptcp.api.socket.StackFactory;
import mptcp.itest.campaign.SwapCampaign;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.junit5.service.ServiceExtension;

/** Swaps in every way there is under transfers; {@link TenThousandSwapsTest} makes more of them. */
@ExtendWith(ServiceExtension.class)
class SwapCampaignTest {
    private static final int CHANGES = 800;

    @InjectService
    StackFactory factory;

    @InjectService
    ConfigurationAdmin configurations;

    @TempDir
    Path temporary;

    @Test
    void changesOfEverySort() throws Exception {
        try (SwapCampaign campaign = new SwapCampaign(factory, configurations, temporary, 1)) {
            System.out.println(campaign.run(CHANGES));
        }
    }
}
