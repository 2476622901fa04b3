using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Pools;
using Consensoor.Actors.Production;
using Consensoor.Actors.Tests.Builders;
using Consensoor.Actors.Work;
using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using Xunit;

namespace Consensoor.Actors.Tests.Production;

/// <summary>
/// A block whose bid the transition refuses takes the next one, and then the own payload. The test stands for all but work.
/// </summary>
public sealed class BidFallbackTests() : PatientKit(NodeConfig.Layered(ConfigurationFactory.ParseString(
    "akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")))
{
    private static readonly ProposalBase Base = BuilderStates.BaseWith(builders: 2);

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Theory]
    [InlineData(true, true, 0)]
    [InlineData(false, true, 1)]
    [InlineData(false, false, -1)]
    public void ABidWhoseSignatureDoesNotHoldIsLeftToTheNextAndThenToTheOwnPayload(bool isFirstSigned, bool isSecondSigned, int taken)
    {
        var produced = Produce([Bid(0, 9, isFirstSigned), Bid(1, 8, isSecondSigned)], out var production);
        var carried = produced.Block.Body.SignedExecutionPayloadBid.Message.BuilderIndex;
        Assert.Equal(taken < 0 ? Constants.BuilderIndexSelfBuild : (BuilderIndex)taken, carried);
        Assert.Equal(taken < 0, produced.Payload is not null);

        production.Tell(new GetProposalWhy(Base.Slot), TestActor);
        var record = Assert.Single(FishForMessage<ProposalWhy>(static _ => true, TimeSpan.FromSeconds(30)).Records);
        Assert.Equal(taken < 0 ? ProposalDecision.SelfBuild : ProposalDecision.Bid, record.Decision);
        Assert.Equal((isFirstSigned ? 0 : 1) + (isFirstSigned || isSecondSigned ? 0 : 1), record.Drafts.Count);
        Assert.Equal(2, record.Bids.Count);
    }

    [Fact]
    public void ABidOfAProposerThatTakesNoneIsNotTaken()
    {
        var usual = ProposerDefaults.Usual;
        var table = ProposerTable.Empty with { Defaults = usual with { Builders = usual.Builders with { IsEnabled = false } } };
        Assert.NotNull(Produce([Bid(0, 9, isSigned: true)], out _, table).Payload);
    }

    private static OfferedBid Bid(int builder, Gwei value, bool isSigned)
    {
        var built = BuilderStates.Built(Base, (byte)(10 + builder));
        var (bid, _) = Actors.Builders.BidMaking.Make(
            Base, built, BuilderStates.BuilderOf(Base, builder), BuilderStates.Preferences(Base), value);
        var secret = InteropGenesis.SecretKeys(64 + builder, 1)[0];
        var signature = Building.GetExecutionPayloadBidSignature(
            Base.State, bid!, root => ManagedBls.Shared.Sign(isSigned ? secret : InteropGenesis.SecretKeys(1, 1)[0], root.AsSpan())!.Value);
        return new OfferedBid(new SignedExecutionPayloadBid { Message = bid!, Signature = signature }, null);
    }

    private BlockProduced Produce(IReadOnlyList<OfferedBid> bids, out IActorRef production, ProposerTable? proposers = null)
    {
        var (state, spec) = (Base.State, Base.State.Spec);
        var slotTime = TimeSpan.FromMilliseconds(spec.Config.SlotDurationMs);
        var start = DateTimeOffset.FromUnixTimeSeconds(Scheduler.Now.ToUnixTimeSeconds() + 1);
        var schedule = new SlotSchedule(spec, (ulong)(start - (slotTime * (int)Base.Slot)).ToUnixTimeSeconds());
        Scheduler.AdvanceTo(start);
        var table = proposers ?? ProposerTable.Empty;
        var payee = BuilderStates.Preferences(Base).FeeRecipient;
        table = table with { Defaults = table.Defaults with { FeeRecipient = payee } };
        var settings = new ProductionSettings { Spec = spec, Schedule = schedule, Proposers = table };
        var work = Sys.ActorOf(WorkPool.Props(
            WorkSettings.From(NodeConfig.Reference.GetConfig("consensoor")), ManagedBls.Shared, new ManagedKzg(), new byte[32]));
        var pools = new PoolRefs(TestActor, TestActor, TestActor, TestActor, TestActor);
        production = Sys.ActorOf(ProductionActor.Props(settings, new ProductionRefs(TestActor, work, TestActor, pools)));
        Sys.EventStream.Publish(new ChainViewChanged(TestViews.On(Base)));
        Wait<GetChainView>();
        production.Tell(new ChainViewChanged(TestViews.On(Base)));
        var key = InteropGenesis.SecretKeys((int)Accessors.GetBeaconProposerIndex(state), 1)[0];
        var reveal = Proposing.GetEpochSignature(state, Base.Slot, root => ManagedBls.Shared.Sign(key, root.AsSpan())!.Value);
        production.Tell(new ProduceBlock(9, Base.Slot, reveal), TestActor);
        var build = Wait<ForkchoiceUpdated>();
        var id = Wait<PackForBlock>().RequestId;
        production.Tell(new PackedAttestations(id, []));
        production.Tell(new PackedSyncAggregate(id, SyncCommittees.EmptyAggregate(state.Preset)));
        production.Tell(new PackedPayloadAttestations(id, []));
        production.Tell(new PackedOperations(id, [], [], [], []));
        production.Tell(new PackedBids(id, bids, 0));
        production.Tell(new ForkchoiceUpdatedResult(build.RequestId, EngineVerdict.Valid, new Bytes8([1, 2, 3, 4, 5, 6, 7, 8]), null));
        production.Tell(new Identify(0), TestActor);
        Wait<ActorIdentity>();
        Scheduler.Advance(slotTime / 20);
        production.Tell(BuilderStates.Built(Base) with { RequestId = Wait<GetPayload>().RequestId });
        return Wait<BlockProduced>();
    }

    private T Wait<T>() => FishForMessage<T>(static _ => true, TimeSpan.FromSeconds(30));
}
