using Consensoor.Actors.Remote;
using Consensoor.Actors.Simulation;
using Consensoor.Interop.Keys;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Remote;

/// <summary>A block waits little for the signatures of requests to builders, and for none that was made before.</summary>
public sealed class RemoteBuilderRequestsTests
{
    private const int SlotsPerEpoch = RemoteRun.SlotsPerEpoch;
    private static readonly ByteList Data = ByteList.Create("agreed"u8);

    [Fact]
    public void What_was_signed_for_preferences_is_what_a_block_is_asked_for_with()
    {
        using var run = new RemoteRun(RemoteRun.Only(ForkName.Gloas));
        var builders = new RecordingBuilders();
        var slow = Start(run, builders, TimeSpan.FromSeconds(2));
        run.RunUntilSlot(3 * SlotsPerEpoch);
        RemoteDutiesTests.CheckDuties(run, SlotsPerEpoch, (3 * SlotsPerEpoch) - 2, ForkName.Gloas);
        for (var slot = (Slot)SlotsPerEpoch + 1; slot < 3 * SlotsPerEpoch; slot++)
        {
            Assert.Equal(1, slow.Signed[slot]);
            Assert.Single(builders.Asked, asked => asked.Slot == slot);
        }
    }

    [Fact]
    public void A_block_goes_without_a_builder_whose_request_is_not_signed_in_time()
    {
        using var run = new RemoteRun(RemoteRun.Only(ForkName.Gloas));
        var builders = new RecordingBuilders();
        Start(run, builders, null);
        var asked = new List<TimeSpan>();
        run.Api.Instead = (_, request) =>
        {
            if (request.RequestUri!.AbsolutePath.StartsWith("/eth/v4/validator/blocks/", StringComparison.Ordinal))
            {
                asked.Add(run.World.Now - DateTimeOffset.FromUnixTimeSeconds((long)run.Chain.Genesis.GenesisTime));
            }

            return null;
        };
        run.RunUntilSlot(2 * SlotsPerEpoch);
        RemoteDutiesTests.CheckDuties(run, 1, (2 * SlotsPerEpoch) - 2, ForkName.Gloas, hasAggregates: false);
        Assert.Empty(builders.Asked);
        Assert.Contains(run.Complaints, static line =>
            line.EndsWith("asking builder: its request was not signed in time ", StringComparison.Ordinal));
        var most = Chain.TestNode.SlotTime / 16;
        Assert.All(asked, at => Assert.InRange(
            TimeSpan.FromTicks(at.Ticks % Chain.TestNode.SlotTime.Ticks), TimeSpan.Zero, most));
    }

    [Fact]
    public void Signatures_are_kept_until_their_slot_is_over_and_no_more_than_there_is_room_for()
    {
        var auths = new BuilderAuths();
        auths.ForgetBefore(5);
        auths.Keep(default, 4, Data, default);
        Assert.Equal(0, auths.Count);
        for (var slot = 5UL; slot < 6 + BuilderAuths.Bound; slot++)
        {
            auths.Keep(default, slot, Data, default);
        }

        Assert.Equal(BuilderAuths.Bound, auths.Count);
        Assert.NotNull(auths.Of(default, 5, Data));
        Assert.Null(auths.Of(default, 5, ByteList.Create("other"u8)));
        auths.ForgetBefore(6);
        Assert.Null(auths.Of(default, 5, Data));
        Assert.Equal(BuilderAuths.Bound - 1, auths.Count);
    }

    [Fact]
    public void Shares_of_keys_sign_no_request_to_a_builder()
    {
        using var run = new RemoteRun(RemoteRun.Only(ForkName.Gloas)) { Proposers = RecordingBuilders.Named("http://builder", Data) };
        using var middleware = new SelectionMiddleware(run);
        var builders = new RecordingBuilders();
        run.Node("node", builders);
        run.Start("validators", 0, "node");
        run.RunUntilSlot(3 * SlotsPerEpoch);
        RemoteDutiesTests.CheckDuties(run, SlotsPerEpoch, (3 * SlotsPerEpoch) - 2, ForkName.Gloas);
        Assert.DoesNotContain(run.Api.Asked, static asked => asked.EndsWith("/builder_preferences", StringComparison.Ordinal));
        Assert.Empty(builders.Asked);
    }

    private static Slow Start(RemoteRun run, RecordingBuilders builders, TimeSpan? after)
    {
        Slow? slow = null;
        run.Signing = signer => slow = new Slow(run.World, signer, after);
        run.Proposers = RecordingBuilders.Named("http://builder", Data);
        run.Node("node", builders);
        run.Start("validators", 0, "node");
        return slow!;
    }

    /// <summary>Signs requests to builders after a while, or never.</summary>
    private sealed class Slow(SimulatedWorld world, IValidatorSigner signer, TimeSpan? after) : IValidatorSigner
    {
        public Dictionary<Slot, int> Signed { get; } = [];

        public IReadOnlyList<BLSPubkey> Pubkeys => signer.Pubkeys;

        public SigningAnswer Sign(ToSign message, Root signingRoot)
        {
            if (message is not ToSign.Other { Content: SigningContent.BuilderRequest request })
            {
                return signer.Sign(message, signingRoot);
            }

            Signed[request.Slot] = Signed.GetValueOrDefault(request.Slot) + 1;
            var outcome = signer.Sign(message, signingRoot).Now!;
            var later = new TaskCompletionSource<SigningOutcome>();
            if (after is { } time)
            {
                world.After(time, () => later.TrySetResult(outcome));
            }

            return later.Task;
        }
    }
}
