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
internal sealed class SyncCommitteeActor : SelectedDutyActor
{
    /// <summary>Builds the members of the sync committee; ids outlive its restarts.</summary>
    public SyncCommitteeActor(ValidatorSettings settings, ValidatorRefs refs, RequestIds ids)
        : base(DutyKind.SyncContribution, settings, refs, ids)
    {
        Receive<SignHead>(sign => OnSignHead(sign.Duty));
        Receive<Contribute>(contribute => OnContribute(contribute.Duty));
        Receive<SyncCommitteeContributionProduced>(OnProduced);
    }

    /// <summary>Describes the members of the sync committee.</summary>
    public static Props Props(ValidatorSettings settings, ValidatorRefs refs)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new SyncCommitteeActor(settings, refs, ids));
    }

    /// <inheritdoc/>
    protected override IProductionQuestion QuestionOf(ulong requestId, DutyHead duty, ulong group) =>
        new ProduceSyncCommitteeContribution(requestId, duty.Slot, group, duty.HeadRoot);

    private void OnSignHead(DutyHead duty)
    {
        var members = duty.Duties.SyncCommittee;
        var root = duty.HeadRoot;
        SignEach([.. members.Select(member => DutySigning.SyncCommitteeMessage(duty.State, duty.Slot, root, member.Pubkey))], outcomes =>
        {
            foreach (var (place, outcome) in outcomes)
            {
                var member = members[place];
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

        Begin(duty, search);
    }

    private void OnProduced(SyncCommitteeContributionProduced produced)
    {
        if (Take(produced.RequestId) is not var (duty, selected))
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
