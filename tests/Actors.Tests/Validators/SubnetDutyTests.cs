using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Actors.Validators;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Validators;

/// <summary>Which subnets our validators' duties need, and when it is said. The test stands for signing.</summary>
public sealed class SubnetDutyTests() : PatientKit(NodeConfig.Layered())
{
    private const ulong Committees = 3;
    private const int Large = 4096;
    private static readonly ProposalBase Base = PoolStates.BaseAt(ForkName.Altair, 5);
    private static readonly BLSPubkey Key = Base.State.Validators[3].Pubkey;
    private TestProbe _signing = null!;

    /// <summary>Two of ours sit in one committee: the second's proof is asked for where the first is not selected.</summary>
    [Fact]
    public void TheSubnetsOfCommitteesInWhichOursAggregateAreNeededUpToTheirSlot()
    {
        var random = new Random(7);
        var actor = Start(0, 0);
        var slots = Enumerable.Range(0, 8).Select(_ => (IReadOnlyList<AttesterDuty>)
        [
            new AttesterDuty(3, Key, 1, Large, 0), new AttesterDuty(4, Key, 1, Large, 9), new AttesterDuty(5, Key, 2, 4, 0),
        ]).ToArray();
        actor.Tell(new EpochPlanned(0, Base.State, new EpochCommittees(Committees, slots), null));
        var expected = new SortedSet<(ulong, Slot)>();
        var open = Enumerable.Range(0, 8).SelectMany(static slot => new[] { ((Slot)slot, 1UL), ((Slot)slot, 2UL) }).ToList();
        var second = false;
        while (open.Count > 0)
        {
            var sign = _signing.ExpectMsg<Sign>(TimeSpan.FromSeconds(30));
            Assert.Equal(open.Count, sign.Messages.Count);
            var signatures = sign.Messages.Select(_ => Signature(random)).ToArray();
            List<(Slot, ulong)> left = [];
            foreach (var ((slot, committee), signature) in open.Zip(signatures))
            {
                if (Aggregating.IsAggregator(committee == 1 ? Large : 4, signature))
                {
                    expected.Add((Attesting.ComputeSubnetForAttestation(Base.State.Spec, Committees, slot, committee), slot));
                }
                else if (!second)
                {
                    left.Add((slot, committee));
                }
            }

            actor.Tell(new Signed(sign.RequestId, [.. signatures.Select(static signature => new SigningOutcome(signature, null))]));
            (open, second) = (left, true);
        }

        var said = new SortedSet<(ulong, Slot)>();
        while (said.Count < expected.Count)
        {
            said.UnionWith(Next<AttestationSubnetsNeeded>().Subnets);
        }

        Assert.Equal(expected, said);
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    /// <summary>A signer that is down when proofs are made ahead may be back when they are due.</summary>
    [Fact]
    public void ACommitteeOfAProofThatIsRefusedIsNeeded()
    {
        var actor = Start(0, 0);
        IReadOnlyList<AttesterDuty>[] slots = [[new AttesterDuty(3, Key, 1, Large, 0), new AttesterDuty(4, Key, 1, Large, 9)]];
        actor.Tell(new EpochPlanned(0, Base.State, new EpochCommittees(Committees, slots), null));
        for (var candidate = 0; candidate < 2; candidate++)
        {
            var sign = _signing.ExpectMsg<Sign>(TimeSpan.FromSeconds(30));
            actor.Tell(new Signed(sign.RequestId, [new SigningOutcome(null, "the signer cannot be reached")]));
        }

        var subnet = Attesting.ComputeSubnetForAttestation(Base.State.Spec, Committees, 0, 1);
        Assert.Equal([(subnet, 0UL)], Next<AttestationSubnetsNeeded>().Subnets);
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void TheSubnetsOfSeatsInTheSyncCommitteeAreNeededUpToTheEpoch()
    {
        var actor = Start(0, 0);
        IReadOnlyList<SyncDuty>[] seats = [[new SyncDuty(3, Key, [1, 2])], [], [new SyncDuty(3, Key, [1, 2]), new SyncDuty(4, Key, [3])]];
        actor.Tell(new EpochPlanned(9, Base.State, null, seats));
        Assert.Equal([(1UL, 9UL), (2UL, 9UL), (3UL, 9UL)], Next<SyncSubnetsNeeded>().Subnets.Order());
    }

    [Fact]
    public void ANodeOnAllSubnetsHasNoProofsSigned()
    {
        var actor = Start(64, 4);
        IReadOnlyList<AttesterDuty>[] slots = [[new AttesterDuty(3, Key, 1, 4, 0)]];
        actor.Tell(new EpochPlanned(0, Base.State, new EpochCommittees(Committees, slots), [[new SyncDuty(3, Key, [1])]]));
        actor.Tell(new Identify(0), TestActor);
        Next<ActorIdentity>();
        _signing.ExpectNoMsg(TimeSpan.Zero);
    }

    /// <summary>The proofs of a fork's first epoch cannot be made before it: all of ours count.</summary>
    [Fact]
    public void BeforeAForkEveryCommitteeOfOursIsNeeded()
    {
        var actor = Start(0, 0, PlannedChain.Spec);
        const Epoch Fork = 1;
        var state = new PlannedChain().StateAt(1);
        Assert.NotEqual(state.ForkName, PlannedChain.Spec.ForkAt(Fork));
        IReadOnlyList<AttesterDuty>[] slots = [[new AttesterDuty(3, Key, 1, Large, 0)], [new AttesterDuty(4, Key, 2, Large, 0)]];
        actor.Tell(new EpochPlanned(Fork, state, new EpochCommittees(Committees, slots), null));
        const Slot First = 8;
        Assert.Equal([(1UL, First), (5UL, First + 1)], Next<AttestationSubnetsNeeded>().Subnets.Order());
    }

    private static BLSSignature Signature(Random random)
    {
        var bytes = new byte[96];
        random.NextBytes(bytes);
        return new BLSSignature(bytes);
    }

    private static BitList Ones(int ones, int count) => BitList.Create([.. Enumerable.Range(0, count).Select(bit => bit < ones)]);

    private T Next<T>() => ExpectMsg<T>(TimeSpan.FromSeconds(30));

    private IActorRef Start(int attestation, int sync, ChainSpec? spec = null)
    {
        _signing = CreateTestProbe();
        Sys.EventStream.Subscribe(TestActor, typeof(AttestationSubnetsNeeded));
        Sys.EventStream.Subscribe(TestActor, typeof(SyncSubnetsNeeded));
        var settings = new ValidatorSettings
        {
            Spec = spec ?? Base.State.Spec,
            Schedule = new SlotSchedule(Base.State.Spec, 0),
            Pubkeys = [Key],
            Kzg = new ManagedKzg(),
        };
        var actor = Sys.ActorOf(SubnetDutyActor.Props(settings, new ValidatorRefs(TestActor, _signing, TestActor, TestActor)));
        var (attnets, syncnets) = (Ones(attestation, 64), Ones(sync, 4));
        actor.Tell(new InterestsChanged(
            new NetworkInterests(new MetaData { Attnets = attnets, Syncnets = syncnets }, attnets, syncnets, Ones(0, 128))));
        return actor;
    }
}
