using Akka.Actor;
using Akka.TestKit.Xunit2;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Pools;
using Consensoor.Actors.Storage;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Actors.Validators;
using Consensoor.Actors.Work;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Duties;
using Xunit;

namespace Consensoor.Actors.Tests.Validators;

/// <summary>The test stands for chain and pools, and hears what is published; transition and storage are the production ones.</summary>
public sealed class ProposerActorTests() : TestKit(NodeConfig.Layered())
{
    private static readonly ProposalBase Base = PoolStates.BaseAt(ForkName.Altair, 5);

    [Fact]
    public void ADraftThatIsRefusedIsTriedWithoutOperations()
    {
        using var store = new InMemoryChainStore();
        var proposer = Start(store);
        var block = Propose(proposer, [new Attestation { Data = new AttestationData { Source = new Checkpoint(), Target = new Checkpoint { Epoch = 9 } } }]);
        Assert.NotNull(block);
        Assert.Empty(block.Message.Body.Attestations);
        Assert.True(Expect<DutyPerformed>().IsDone);
    }

    [Fact]
    public void ASecondBlockOfTheSlotIsNotSignedNotEvenAfterARestart()
    {
        using var store = new InMemoryChainStore();
        var first = Propose(Start(store), []);
        Assert.NotNull(first);
        Assert.True(Expect<DutyPerformed>().IsDone);

        var second = Start(store, graffiti: "another");
        Assert.Null(Propose(second, []));

        // The same block once more is no crime.
        Assert.Equal(first, Propose(Start(store), []));
    }

    private IActorRef Start(InMemoryChainStore store, string graffiti = "test")
    {
        var storage = Sys.ActorOf(StorageActor.Props(Base.State.Spec, store));
        var settings = new ValidatorSettings
        {
            Spec = Base.State.Spec,
            Signer = new LocalSigner(ManagedBls.Shared, InteropGenesis.SecretKeys(0, 64)),
            Kzg = new ManagedKzg(),
            Graffiti = ValidatorSettings.GraffitiOf(graffiti),
        };
        var transition = Sys.ActorOf(WorkPool.Props(WorkSettings.From(NodeConfig.Reference.GetConfig("consensoor")), ManagedBls.Shared, new ManagedKzg(), new byte[32]));
        var pools = new PoolRefs(TestActor, TestActor, TestActor, TestActor, TestActor);
        var proposer = Sys.ActorOf(ProposerActor.Props(settings, new ValidatorRefs(TestActor, transition, ActorRefs.Nobody, storage, TestActor, pools), ActorRefs.Nobody));

        // Its question for the past has been asked before this one, and storage answers in order.
        proposer.Tell(new Identify(0), TestActor);
        Expect<ActorIdentity>();
        storage.Tell(new LoadValue("any"), TestActor);
        Expect<ValueLoaded>();
        return proposer;
    }

    /// <summary>Has a block proposed with these attestations; null where it was not signed.</summary>
    private SignedBeaconBlock? Propose(IActorRef proposer, Attestation[] attestations)
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DutyPerformed));
        proposer.Tell(new Propose(Base.Slot), TestActor);
        Expect<GetProposalBase>();
        proposer.Tell(Base, TestActor);
        var id = 0UL;
        for (var pool = 0; pool < 5; pool++)
        {
            id = Expect<PackForBlock>().RequestId;
        }

        proposer.Tell(new PackedSyncAggregate(id, SyncCommittees.EmptyAggregate(Base.State.Preset)));
        proposer.Tell(new PackedOperations(id, [], [], [], []));
        proposer.Tell(new PackedAttestations(id, [.. attestations]));
        return ExpectMsg<object>(TimeSpan.FromSeconds(30)) switch
        {
            Publish { Message: SignedBeaconBlock block } => block,
            DutyPerformed { IsDone: false } => null,
            var other => throw new InvalidOperationException($"neither a block nor a report: {other}"),
        };
    }

    private T Expect<T>() => ExpectMsg<T>(TimeSpan.FromSeconds(30));
}
