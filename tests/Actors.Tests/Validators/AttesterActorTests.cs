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
using Xunit;

namespace Consensoor.Actors.Tests.Validators;

public sealed class AttesterActorTests : PatientKit
{
    private const int Voters = 8;
    private static readonly ProposalBase Base = PoolStates.BaseAt(ForkName.Gloas, 5);
    private static readonly SlotSchedule Schedule = new(Base.State.Spec, Base.State.GenesisTime);
    private static readonly LocalSigner Signer = new(ManagedBls.Shared, InteropGenesis.SecretKeys(0, 64));

    private GossipDecision _verdict = GossipDecision.Accept;

    [Fact]
    public void ASecondVoteOfTheEpochIsNotSignedNotEvenAfterARestart()
    {
        using var protection = new InMemorySlashingProtection(Base.State.GenesisValidatorsRoot);
        var attester = StartOver(protection);
        Sys.EventStream.Subscribe(TestActor, typeof(DutyPerformed));

        attester.Tell(new Attest(HeadOf(1)));
        Assert.Equal(Voters, Votes(attester).Count);

        attester.Tell(new Attest(HeadOf(2)));
        Assert.Empty(Votes(attester));

        var restarted = StartOver(protection);
        restarted.Tell(new Attest(HeadOf(2)));
        Assert.Empty(Votes(restarted));

        // The very same vote may go out again: it cannot be slashed.
        restarted.Tell(new Attest(HeadOf(1)));
        Assert.Equal(Voters, Votes(restarted).Count);
    }

    [Fact]
    public void ADutyWhoseMessageIsNotAcceptedIsMissedAndSaysWhy()
    {
        using var protection = new InMemorySlashingProtection(Base.State.GenesisValidatorsRoot);
        var attester = StartOver(protection);
        Sys.EventStream.Subscribe(TestActor, typeof(DutyPerformed));
        _verdict = GossipDecision.Reject;
        attester.Tell(new Attest(HeadOf(1)));
        var reports = new List<DutyPerformed>();
        Assert.Equal(Voters, Votes(attester, reports).Count);
        Assert.All(reports, static report => Assert.Contains("because", report.Reason, StringComparison.Ordinal));
    }

    private static DutyHead HeadOf(byte root)
    {
        var data = Attesting.GetAttestationData(Base.State, new Root([.. new byte[31], root]), 4, true, Base.Slot, 0);
        var own = new OwnValidators(Signer.Pubkeys);
        var committees = EpochDuties.Attesters(Base.State, 0, own);
        return new DutyHead(
            Base.Slot, Base.State, data, new SlotDuties(committees.Committees, committees.Slots[Base.Slot], [], []));
    }

    private IActorRef StartOver(ISlashingProtection protection)
    {
        var nobody = ActorRefs.Nobody;
        var signing = Sys.ActorOf(SigningActor.Props(Base.State.Spec, Signer, protection));
        var settings = new ValidatorSettings
        {
            Spec = Base.State.Spec,
            Schedule = Schedule,
            Pubkeys = Signer.Pubkeys,
            Kzg = new ManagedKzg(),
        };
        return Sys.ActorOf(AttesterActor.Props(settings, new ValidatorRefs(nobody, signing, nobody, TestActor)));
    }

    /// <summary>The votes that were published, once every voter's duty has been reported, done or missed.</summary>
    private List<SingleAttestation> Votes(IActorRef attester, List<DutyPerformed>? reports = null)
    {
        var votes = new List<SingleAttestation>();
        for (var reported = 0; reported < Voters;)
        {
            switch (ExpectMsg<object>(TimeSpan.FromSeconds(30)))
            {
                case Publish { Message: SingleAttestation vote }:
                    votes.Add(vote);
                    attester.Tell(new Published(vote, _verdict, "because"));
                    break;
                case DutyPerformed { Kind: DutyKind.Attestation } report:
                    reports?.Add(report);
                    reported++;
                    break;
                default:
                    throw new InvalidOperationException("neither a vote nor a report");
            }
        }

        return votes;
    }
}
