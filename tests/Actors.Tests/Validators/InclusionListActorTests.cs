using Akka.Actor;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Signing;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Actors.Validators;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Validators;

/// <summary>A member of an inclusion list committee gives one list a slot, and none that could be its second.</summary>
public sealed class InclusionListActorTests : PatientKit
{
    private static readonly ProposalBase Base = PoolStates.BaseAt(ForkName.Heze, 5);
    private static readonly LocalSigner Signer = new(ManagedBls.Shared, InteropGenesis.SecretKeys(0, 64));
    private static readonly SszList<ByteList> Waiting = [ByteList.Create([2, 1]), ByteList.Create([2, 2])];
    private static readonly DutyHead Duty = DutyInSlot();

    private readonly InMemorySlashingProtection _protection = new(Base.State.GenesisValidatorsRoot);
    private readonly IActorRef _lister;

    public InclusionListActorTests()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DutyPerformed));
        var settings = new ValidatorSettings
        {
            Spec = Base.State.Spec,
            Schedule = new SlotSchedule(Base.State.Spec, Base.State.GenesisTime),
            Pubkeys = Signer.Pubkeys,
            Kzg = new ManagedKzg(),
        };
        var signing = Sys.ActorOf(SigningActor.Props(Base.State.Spec, Signer, _protection));
        _lister = Sys.ActorOf(InclusionListActor.Props(settings, new ValidatorRefs(ActorRefs.Nobody, signing, TestActor, TestActor)));
    }

    private static int Members => Duty.Duties.InclusionListCommittee.Count;

    [Fact]
    public void EveryMemberListsWhatWaits()
    {
        _lister.Tell(new ListTransactions(Duty));
        _lister.Tell(Produced(ExpectMsg<ProduceInclusionList>(), Waiting));
        var lists = Lists();
        Assert.Equal(Duty.Duties.Of(DutyKind.InclusionList).Order(), lists.Select(static list => list.Message.ValidatorIndex).Order());
        Assert.All(lists, static list =>
        {
            Assert.Equal((Duty.Slot, Duty.HeadRoot), (list.Message.Slot, list.Message.DependentRoot));
            Assert.Equal(Waiting, list.Message.Transactions);
        });
        Assert.Equal(Members, lists.Select(static list => list.Signature).Distinct().Count());
    }

    [Fact]
    public void AnAnswerThatComesAgainOrToAnEarlierQuestionIsNoSecondList()
    {
        _lister.Tell(new ListTransactions(Duty));
        var asked = ExpectMsg<ProduceInclusionList>();
        _lister.Tell(Produced(asked, Waiting) with { RequestId = asked.RequestId + 1 });
        _lister.Tell(Produced(asked, Waiting));
        _lister.Tell(Produced(asked, [ByteList.Create([2, 3])]));
        Assert.Equal(Members, Lists().Count);
        IsSilent();
    }

    [Fact]
    public void NoneIsGivenInTheSlotThatWasUnderWayWhenTheNodeBegan()
    {
        _lister.Tell(new BegunBefore(Duty.Slot));
        _lister.Tell(new ListTransactions(Duty));
        IsSilent();
    }

    [Fact]
    public void WhereNothingWaitsNothingIsDue()
    {
        _lister.Tell(new ListTransactions(Duty));
        _lister.Tell(Produced(ExpectMsg<ProduceInclusionList>(), []));
        for (var member = 0; member < Members; member++)
        {
            Assert.False(ExpectMsg<DutyPerformed>().IsDue);
        }

        IsSilent();
    }

    [Fact]
    public void ADutyThatProductionDoesNotAnswerInItsSlotIsMissed()
    {
        _lister.Tell(new ListTransactions(Duty));
        var asked = ExpectMsg<ProduceInclusionList>();
        _lister.Tell(new SlotStarted(Duty.Slot + 1, 0, DateTimeOffset.UnixEpoch));
        for (var member = 0; member < Members; member++)
        {
            Assert.Equal("production did not answer", ExpectMsg<DutyPerformed>().Reason);
        }

        _lister.Tell(Produced(asked, Waiting));
        IsSilent();
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _protection.Dispose();
    }

    private static InclusionListProduced Produced(ProduceInclusionList asked, SszList<ByteList> transactions) =>
        new(asked.RequestId, Duty.HeadRoot, transactions);

    private static DutyHead DutyInSlot()
    {
        var data = Attesting.GetAttestationData(Base.State, Base.ParentRoot, 4, true, Base.Slot, 0);
        var committee = EpochDuties.InclusionListing(Base.State, 0, new OwnValidators(Signer.Pubkeys))[Base.Slot];
        return new DutyHead(Base.Slot, Base.State, data, new SlotDuties(1, [], [], []) { InclusionListCommittee = committee });
    }

    // What was said to it before is behind it once it has answered this.
    private void IsSilent()
    {
        _lister.Tell(new Identify(null));
        ExpectMsg<ActorIdentity>();
    }

    private List<SignedInclusionList> Lists()
    {
        var lists = new List<SignedInclusionList>();
        for (var reported = 0; reported < Members;)
        {
            switch (ExpectMsg<object>(TimeSpan.FromSeconds(30)))
            {
                case Publish { Message: SignedInclusionList list }:
                    lists.Add(list);
                    _lister.Tell(new Published(list, GossipDecision.Accept, null));
                    break;
                case DutyPerformed { Kind: DutyKind.InclusionList, IsDone: true }:
                    reported++;
                    break;
                case var other:
                    throw new InvalidOperationException($"neither a list nor a report: {other}");
            }
        }

        return lists;
    }
}
