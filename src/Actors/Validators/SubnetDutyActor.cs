using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Duties;

namespace Consensoor.Actors.Validators;

/// <summary>
/// Says which subnets our validators need, as soon as an epoch is planned: those of the committees they will aggregate in, by selection
/// proofs made ahead (`phase0/validator.md#phase-0-attestation-subnet-stability`), and those of their seats in the sync committee
/// (`altair/validator.md#sync-committee-subnet-stability`). Where the node is on all subnets it does nothing. A restart says nothing until
/// the next plan.
/// </summary>
internal sealed class SubnetDutyActor : DutyActor
{
    // Committees of a slot are fewer than this, so that slot and committee make one number.
    private const ulong MaxCommittees = 1 << 16;

    private readonly ChainSpec _spec;
    private readonly bool _isDistributed;
    private bool _isOnAll = true;

    /// <summary>Builds the actor; ids outlive its restarts.</summary>
    public SubnetDutyActor(ValidatorSettings settings, ValidatorRefs refs, RequestIds ids)
        : base(settings, refs, ids)
    {
        (_spec, _isDistributed) = (settings.Spec, settings.IsDistributed);
        Receive<InterestsChanged>(changed =>
        {
            var (attestation, sync) = (changed.Interests.MetaData.Attnets, changed.Interests.MetaData.Syncnets);
            _isOnAll = attestation.CountOnes() == attestation.Length && sync.CountOnes() == sync.Length;
        });
        Receive<EpochPlanned>(OnPlanned);
    }

    /// <summary>Describes the actor.</summary>
    public static Props Props(ValidatorSettings settings, ValidatorRefs refs)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new SubnetDutyActor(settings, refs, ids));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(InterestsChanged));
        Context.System.EventStream.Publish(GetInterests.Instance);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        base.PostStop();
    }

    private void OnPlanned(EpochPlanned planned)
    {
        if (_isOnAll)
        {
            return;
        }

        if (planned.SyncCommittee is { } seats)
        {
            var subnets = seats.SelectMany(static slot => slot).SelectMany(static seat => seat.Subcommittees).Distinct();
            Say(new SyncSubnetsNeeded([.. subnets.Select(subnet => (subnet, planned.Epoch))]));
        }

        if (planned.Attesters is { } attesters)
        {
            Aggregators(planned, attesters);
        }
    }

    private void Aggregators(EpochPlanned planned, EpochCommittees attesters)
    {
        var state = planned.State;
        var start = planned.Epoch * _spec.Preset.SlotsPerEpoch;
        var lengths = new Dictionary<ulong, int>();

        // At a fork the state does not know the domain of the epoch to come, nor a share what all of them sign: every committee counts.
        var isKnown = !_isDistributed && _spec.ForkAt(planned.Epoch) == state.ForkName;
        var search = new SelectionSearch(
            (group, pubkey) => DutySigning.SlotSelection(state, group / MaxCommittees, pubkey),
            (group, proof) => Aggregating.IsAggregator(lengths[group], proof));
        foreach (var (offset, duties) in attesters.Slots.Index())
        {
            foreach (var duty in duties)
            {
                var group = ((start + (Slot)offset) * MaxCommittees) + duty.Committee;
                lengths[group] = duty.CommitteeLength;
                search.Add(group, duty.Validator, duty.Pubkey);
            }
        }

        if (isKnown)
        {
            GoOn(search, attesters.Committees, []);
        }
        else
        {
            Say(new AttestationSubnetsNeeded([.. lengths.Keys.Select(group => Need(group, attesters.Committees))]));
        }
    }

    // Where a proof is refused ours may be selected: when it is due the signer may be back.
    private void GoOn(SelectionSearch search, ulong committees, HashSet<ulong> said) => SignSelections(search.Next(), outcomes =>
    {
        var found = search.Take(outcomes).Select(static selected => selected.Group);
        var refused = search.Refusals.Select(static refused => refused.Group);
        ulong[] groups = [.. found.Concat(refused).Where(said.Add)];
        if (groups.Length > 0)
        {
            Say(new AttestationSubnetsNeeded([.. groups.Select(group => Need(group, committees))]));
        }

        GoOn(search, committees, said);
    });

    private (ulong Subnet, Slot Last) Need(ulong group, ulong committees)
    {
        var (slot, committee) = (group / MaxCommittees, group % MaxCommittees);
        return (Attesting.ComputeSubnetForAttestation(_spec, committees, slot, committee), slot);
    }

    private static void Say(object needed) => Context.System.EventStream.Publish(needed);
}
