using Consensoor.Actors.Remote;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;
using Xunit;

namespace Consensoor.Actors.Tests.Remote;

/// <summary>How long nodes have for an answer.</summary>
public sealed class RemoteSettingsTests
{
    [Fact]
    public void An_answer_may_take_a_third_of_the_slot_that_it_is_for()
    {
        var spec = new ChainSpec(Preset.Minimal, ChainConfig.Minimal with { LaterSlotDurations = [new SlotDuration(2, 3_000)] });
        var settings = new RemoteSettings(spec, 0, default);
        Assert.Equal(TimeSpan.FromSeconds(2), settings.DeadlineIn(15));
        Assert.Equal(TimeSpan.FromSeconds(1), settings.DeadlineIn(16));
    }
}
