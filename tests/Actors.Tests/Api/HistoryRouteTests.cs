using System.Globalization;
using System.Text.Json;
using Consensoor.Actors.Tests.Api.Walk;
using Consensoor.Spec.Config;
using Consensoor.Spec.Transition.Helpers;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>
/// States, rewards and bootstraps of every slot of a chain that is several finalities past its first forks, in virtual time, by slot, block
/// and state root.
/// </summary>
public sealed class HistoryRouteTests
{
    private const Slot End = 84;

    [Fact]
    public void EachSlotHasItsStateHoweverFarBehindFinality()
    {
        using var chain = WalkChain.Start();
        chain.RunTo(End, 3);
        var view = chain.View;
        var final = Misc.ComputeStartSlotAtEpoch(chain.Spec.Preset, view.FinalizedCheckpoint.Epoch);
        Assert.True(view.OldestSlot >= 48, $"the view begins with slot {view.OldestSlot}");
        var (blocks, skipped) = (0, 0);
        for (Slot slot = 1; slot < view.Head.Slot; slot++)
        {
            var header = chain.Send(new WalkRequest("GET", $"/eth/v1/beacon/headers/{slot}"));
            var state = Json($"/eth/v1/beacon/states/{slot}/root");
            Assert.Equal(slot <= final, state.GetProperty("finalized").GetBoolean());
            Assert.False(state.GetProperty("execution_optimistic").GetBoolean());
            if (!header.IsGood)
            {
                skipped++;
                continue;
            }

            blocks++;
            using var json = JsonDocument.Parse(header.Text);
            var message = json.RootElement.GetProperty("data").GetProperty("header").GetProperty("message");
            var stateRoot = message.GetProperty("state_root").GetString();
            Assert.Equal(stateRoot, state.GetProperty("data").GetProperty("root").GetString());
            Assert.Equal(stateRoot, Json($"/eth/v1/beacon/states/{stateRoot}/root").GetProperty("data").GetProperty("root").GetString());
            if (chain.Spec.ForkAtSlot(slot) >= ForkName.Altair && slot % 3 == 0)
            {
                var reward = Json($"/eth/v1/beacon/rewards/blocks/{slot}").GetProperty("data");
                Assert.Equal(message.GetProperty("proposer_index").GetString(), reward.GetProperty("proposer_index").GetString());
                var root = json.RootElement.GetProperty("data").GetProperty("root").GetString();
                Json($"/eth/v1/beacon/light_client/bootstrap/{root}");
            }
        }

        Assert.True(blocks > 40 && skipped > 4, $"{blocks} blocks, {skipped} slots without");
        var votes = chain.Send(new WalkRequest("POST", "/eth/v1/beacon/rewards/attestations/3").WithJson("[]"));
        Assert.True(votes.Status == 200, $"{votes.Status} {votes.Text}");

        JsonElement Json(string path)
        {
            var answer = chain.Send(new WalkRequest("GET", path));
            Assert.True(answer.Status == 200, string.Create(CultureInfo.InvariantCulture, $"{path}: {answer.Status} {answer.Text}"));
            using var json = JsonDocument.Parse(answer.Text);
            return json.RootElement.Clone();
        }
    }
}
