using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Transition.Helpers;

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
        var members = MembersOf(duty);
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
                PublishOrMiss(outcome, Message, DutyKind.SyncMessage, duty.Slot, member.Validator, [.. member.Subnets]);
            }
        });
    }

    private void OnContribute(DutyHead duty)
    {
        foreach (var late in _selected.Values)
        {
            Missed(DutyKind.SyncContribution, _duty!.Slot, [late.Validator], "production did not answer");
        }

        _duty = duty;
        _selected.Clear();
        var search = new SelectionSearch(
            (subnet, pubkey) => DutySigning.SyncSelection(duty.State, duty.Slot, subnet, pubkey),
            (_, proof) => SyncCommittees.IsSyncCommitteeAggregator(duty.State.Preset, proof));
        foreach (var member in MembersOf(duty))
        {
            foreach (var subnet in member.Subnets)
            {
                search.Add(subnet, member.Validator, member.Pubkey);
            }
        }

        GoOn(duty, search);
    }

    private void GoOn(DutyHead duty, SelectionSearch search) => Sign(search.Next(), outcomes =>
    {
        if (_duty != duty)
        {
            return;
        }

        foreach (var selected in search.Take(outcomes))
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

    private List<Member> MembersOf(DutyHead duty)
    {
        if (duty.State.ForkName < ForkName.Altair)
        {
            return [];
        }

        var committee = SyncCommittees.CommitteeForSlot(duty.State, duty.Slot);
        var size = SyncCommittees.SubcommitteeSize(duty.State.Preset);
        var members = new SortedDictionary<ValidatorIndex, Member>();
        var own = Own.In(duty.State);
        for (var position = 0; position < committee.Pubkeys.Count; position++)
        {
            var pubkey = committee.Pubkeys[position];
            if (Accessors.TryGetValidatorIndex(duty.State, pubkey, out var validator) && own.ContainsKey(validator))
            {
                if (!members.TryGetValue(validator, out var member))
                {
                    members[validator] = member = new Member(validator, pubkey, []);
                }

                member.Subnets.Add((ulong)(position / size));
            }
        }

        return [.. members.Values];
    }

    private sealed record Member(ValidatorIndex Validator, BLSPubkey Pubkey, SortedSet<ulong> Subnets);
}
