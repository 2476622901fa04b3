using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;

namespace Consensoor.Actors.Validators;

/// <summary>
/// Signs the head for each validator of ours in the sync committee, and publishes the contribution of each subcommittee in which one is
/// selected to (`altair/validator.md#sync-committees`): once a subcommittee, since the network ignores a second contribution with the same
/// votes. A restart loses one slot's.
/// </summary>
internal sealed class SyncCommitteeActor : DutyActor
{
    private readonly ValidatorRefs _refs;
    private readonly RequestIds _ids;
    private readonly Dictionary<ulong, SelectionSearch.Selected> _selected = [];
    private DutyHead? _duty;

    /// <summary>The members.</summary>
    public SyncCommitteeActor(ValidatorSettings settings, ValidatorRefs refs, RequestIds ids)
        : base(settings, refs, ids)
    {
        _refs = refs;
        _ids = ids;
        Receive<SignHead>(sign => OnSignHead(sign.Duty));
        Receive<Contribute>(contribute => OnContribute(contribute.Duty));
        Receive<SyncCommitteeContributionProduced>(OnProduced);
        Receive<NotProduced>(OnNotProduced);
    }

    /// <summary>Makes the props.</summary>
    public static Props Props(ValidatorSettings settings, ValidatorRefs refs)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new SyncCommitteeActor(settings, refs, ids));
    }

    private void OnSignHead(DutyHead duty)
    {
        var members = duty.Duties.SyncCommittee;
        var root = duty.HeadRoot;
        Sign([.. members.Select(member => DutySigning.SyncCommitteeMessage(duty.State, duty.Slot, root, member.Pubkey))], outcomes =>
        {
            foreach (var (member, outcome) in members.Zip(outcomes))
            {
                SyncCommitteeMessage Message(BLSSignature signature) => new()
                {
                    Slot = duty.Slot,
                    BeaconBlockRoot = root,
                    ValidatorIndex = member.Validator,
                    Signature = signature,
                };
                PublishOrMiss(outcome, Message, DutyKind.SyncMessage, duty.Slot, member.Validator, member.Subcommittees);
            }
        });
    }

    private void OnContribute(DutyHead duty)
    {
        Begin(duty);
        var search = new SelectionSearch(
            (subnet, pubkey) => DutySigning.SyncSelection(duty.State, duty.Slot, subnet, pubkey),
            (_, proof) => SyncCommittees.IsSyncCommitteeAggregator(duty.State.Preset, proof));
        foreach (var member in duty.Duties.SyncCommittee)
        {
            foreach (var subnet in member.Subcommittees)
            {
                search.Add(subnet, member.Validator, member.Pubkey);
            }
        }

        GoOn(duty, search);
    }

    /// <inheritdoc/>
    protected override void OnSlot(Slot slot)
    {
        if (_duty?.Slot + 1 < slot)
        {
            Begin(null);
        }
    }

    /// <summary>Goes on to a duty; what is still open of the last one is over.</summary>
    private void Begin(DutyHead? duty)
    {
        if (_duty is { } last)
        {
            var open = _selected.Values.Select(static late => late.Validator);
            Missed(DutyKind.SyncContribution, last.Slot, [.. open], "production did not answer");
        }

        _duty = duty;
        _selected.Clear();
    }

    private void GoOn(DutyHead duty, SelectionSearch search) => Sign(search.Next(), outcomes =>
    {
        var found = search.Take(outcomes);
        if (_duty != duty)
        {
            const string Reason = "signing answered when the next slot's was due";
            Missed(DutyKind.SyncContribution, duty.Slot, [.. found.Select(static late => late.Validator)], Reason);
            return;
        }

        foreach (var selected in found)
        {
            var id = _ids.Next();
            _selected[id] = selected;
            _refs.Production.Tell(new ProduceSyncCommitteeContribution(id, duty.Slot, selected.Group, duty.HeadRoot));
        }

        GoOn(duty, search);
    });

    private void OnNotProduced(NotProduced nothing)
    {
        if (_selected.Remove(nothing.RequestId, out var selected))
        {
            Missed(DutyKind.SyncContribution, nothing.Slot, [selected.Validator], nothing.Reason);
        }
    }

    private void OnProduced(SyncCommitteeContributionProduced produced)
    {
        if (_duty is not { } duty || !_selected.Remove(produced.RequestId, out var selected))
        {
            return;
        }

        var message = new ContributionAndProof
        {
            AggregatorIndex = selected.Validator,
            Contribution = produced.Contribution,
            SelectionProof = selected.Proof,
        };
        SignAndPublish(
            DutySigning.ContributionAndProof(duty.State, message, selected.Pubkey),
            signature => new SignedContributionAndProof { Message = message, Signature = signature },
            DutyKind.SyncContribution,
            duty.Slot,
            selected.Validator);
    }
}
