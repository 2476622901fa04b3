using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Validators;

/// <summary>
/// Signs the head for each validator of ours in the sync committee, and publishes the contribution of each subcommittee in which one is selected to
/// (`altair/validator.md#sync-committees`): once a subcommittee, since the network ignores a second contribution with the same votes. A restart loses one slot's.
/// </summary>
public sealed class SyncCommitteeActor : ReceiveActor
{
    private readonly ValidatorRefs _refs;
    private readonly OwnValidators _own;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<ulong, (ValidatorIndex Validator, BLSPubkey Pubkey)> _selected = [];
    private DutyHead? _duty;

    /// <summary>The members.</summary>
    public SyncCommitteeActor(ValidatorSettings settings, ValidatorRefs refs)
    {
        _refs = refs;
        _own = new OwnValidators(settings.Signer);
        Receive<SignHead>(sign => OnSignHead(sign.Duty));
        Receive<Contribute>(contribute => OnContribute(contribute.Duty));
        Receive<ContributionFound>(OnFound);
        Receive<Published>(static _ => { });
    }

    /// <summary>Props.</summary>
    public static Props Props(ValidatorSettings settings, ValidatorRefs refs) => Akka.Actor.Props.Create(() => new SyncCommitteeActor(settings, refs));

    private void OnSignHead(DutyHead duty)
    {
        foreach (var (validator, pubkey, subnets) in MembersOf(duty))
        {
            var message = SyncCommittees.GetSyncCommitteeMessage(duty.State, duty.Slot, duty.Head.Root, validator, _own.SignerOf(pubkey));
            foreach (var subnet in subnets)
            {
                _refs.Publish.Tell(new Publish(message, subnet));
            }

            DutyReport.Done(Context, DutyKind.SyncMessage, duty.Slot, validator);
        }
    }

    private void OnContribute(DutyHead duty)
    {
        _duty = duty;
        _selected.Clear();
        foreach (var (validator, pubkey, subnets) in MembersOf(duty))
        {
            foreach (var subnet in subnets)
            {
                if (!_selected.ContainsKey(subnet)
                    && SyncCommittees.IsSyncCommitteeAggregator(
                        duty.State.Preset, SyncCommittees.GetSyncCommitteeSelectionProof(duty.State, duty.Slot, subnet, _own.SignerOf(pubkey))))
                {
                    _selected[subnet] = (validator, pubkey);
                    _refs.Pools.SyncCommittee.Tell(new GetContribution(duty.Slot, duty.Head.Root, subnet));
                }
            }
        }
    }

    private void OnFound(ContributionFound found)
    {
        if (_duty is not { } duty || duty.Slot != found.Slot || !_selected.Remove(found.SubcommitteeIndex, out var selected))
        {
            return;
        }

        var (validator, pubkey) = selected;
        if (found.Contribution is not { } contribution)
        {
            DutyReport.Missed(
                Context, _log, DutyKind.SyncContribution, duty.Slot, validator, $"no signature of subcommittee {found.SubcommitteeIndex} over our head was seen");
            return;
        }

        var signer = _own.SignerOf(pubkey);
        var message = SyncCommittees.GetContributionAndProof(duty.State, validator, contribution, signer);
        var signed = new SignedContributionAndProof { Message = message, Signature = SyncCommittees.GetContributionAndProofSignature(duty.State, message, signer) };
        _refs.Publish.Tell(new Publish(signed));
        DutyReport.Done(Context, DutyKind.SyncContribution, duty.Slot, validator);
    }

    private IEnumerable<(ValidatorIndex Validator, BLSPubkey Pubkey, SortedSet<ulong> Subnets)> MembersOf(DutyHead duty)
    {
        if (duty.State.ForkName < ForkName.Altair)
        {
            yield break;
        }

        var committee = SyncCommittees.CommitteeForSlot(duty.State, duty.Slot);
        var size = SyncCommittees.SubcommitteeSize(duty.State.Preset);
        var members = new SortedDictionary<ValidatorIndex, (BLSPubkey Pubkey, SortedSet<ulong> Subnets)>();
        var own = _own.In(duty.State);
        for (var position = 0; position < committee.Pubkeys.Count; position++)
        {
            var pubkey = committee.Pubkeys[position];
            if (Accessors.TryGetValidatorIndex(duty.State, pubkey, out var validator) && own.ContainsKey(validator))
            {
                if (!members.TryGetValue(validator, out var member))
                {
                    members[validator] = member = (pubkey, []);
                }

                member.Subnets.Add((ulong)(position / size));
            }
        }

        foreach (var (validator, (pubkey, subnets)) in members)
        {
            yield return (validator, pubkey, subnets);
        }
    }
}
