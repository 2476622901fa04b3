using Akka.Actor;
using Akka.TestKit.Xunit2;
using Consensoor.Actors.Pools;
using Consensoor.Actors.Storage;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Actors.Validators;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Xunit;

namespace Consensoor.Actors.Tests.Validators;

public sealed class AttesterActorTests : TestKit
{
    private const int Voters = 8;
    private static readonly ProposalBase Base = PoolStates.BaseAt(ForkName.Gloas, 5);

    [Fact]
    public void ASecondVoteOfTheEpochIsNotSignedNotEvenAfterARestart()
    {
        using var store = new InMemoryChainStore();
        var storage = Sys.ActorOf(StorageActor.Props(Base.State.Spec, store));
        var attester = StartOver(storage);
        Sys.EventStream.Subscribe(TestActor, typeof(DutyPerformed));

        attester.Tell(new Attest(HeadOf(1)));
        Assert.Equal(Voters, Votes().Count);

        attester.Tell(new Attest(HeadOf(2)));
        Assert.Empty(Votes());

        var restarted = StartOver(storage);
        restarted.Tell(new Attest(HeadOf(2)));
        Assert.Empty(Votes());

        // The very same vote may go out again: it cannot be slashed.
        restarted.Tell(new Attest(HeadOf(1)));
        Assert.Equal(Voters, Votes().Count);
    }

    private static DutyHead HeadOf(byte root)
    {
        var block = new SignedBeaconBlock { Message = new BeaconBlock { Slot = 4 } };
        var head = new HeadSnapshot(new Root([.. new byte[31], root]), HeadPayloadStatus.Full, block, Base.State, new Checkpoint(), new Checkpoint(), Base.Execution, IsOptimistic: false);
        return new DutyHead(Base.Slot, head, Base.State);
    }

    private IActorRef StartOver(IActorRef storage)
    {
        var nobody = ActorRefs.Nobody;
        var settings = new ValidatorSettings
        {
            Spec = Base.State.Spec,
            Signer = new LocalSigner(ManagedBls.Shared, InteropGenesis.SecretKeys(0, 64)),
            Kzg = new ManagedKzg(),
        };
        var refs = new ValidatorRefs(nobody, nobody, nobody, storage, TestActor, new PoolRefs(nobody, nobody, nobody, nobody, nobody));
        var attester = Sys.ActorOf(AttesterActor.Props(settings, refs));

        // Its question for the past has been asked before this one, and storage answers in order.
        attester.Tell(new Identify(0), TestActor);
        ExpectMsg<ActorIdentity>();
        storage.Tell(new LoadValue("any"), TestActor);
        ExpectMsg<ValueLoaded>();
        return attester;
    }

    /// <summary>The votes that were published, once every voter's duty has been reported, done or missed.</summary>
    private List<SingleAttestation> Votes()
    {
        var votes = new List<SingleAttestation>();
        for (var reported = 0; reported < Voters;)
        {
            switch (ExpectMsg<object>(TimeSpan.FromSeconds(30)))
            {
                case Publish { Message: SingleAttestation vote }:
                    votes.Add(vote);
                    break;
                case DutyPerformed { Kind: DutyKind.Attestation }:
                    reported++;
                    break;
                default:
                    throw new InvalidOperationException("neither a vote nor a report");
            }
        }

        return votes;
    }
}
