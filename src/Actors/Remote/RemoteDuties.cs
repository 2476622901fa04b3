using System.Text.Json;
using Consensoor.Actors.Validators;
using Consensoor.Interop.BeaconApi;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Remote;

/// <summary>
/// Asks beacon nodes who our validators are and what they have to do; what no node tells in a form that can be is an
/// <see cref="InvalidDataException"/>. Nodes that failed on the way are told to an action.
/// </summary>
internal sealed class RemoteDuties(RemoteSettings settings, BeaconClient client, Action<IReadOnlyList<BeaconNodeFailed>> onFailed)
{
    // As many public keys as any node takes in one path.
    private const int KeysAtOnce = 30;

    // No answer has more: the registry's bound on the duties of one's own, and each slot once.
    private const int MostItems = 1 << 22;

    private readonly ChainSpec _spec = settings.Spec;

    /// <summary>The indices of those of some public keys that are in the head's registry.</summary>
    public async Task<IReadOnlyList<OwnValidator>> Find(AskOrder order, IReadOnlyCollection<BLSPubkey> pubkeys)
    {
        var found = new List<OwnValidator>();
        foreach (var some in pubkeys.Chunk(KeysAtOnce))
        {
            // Repeated, as the API has it: a list with commas is not everybody's.
            var ids = string.Join('&', some.Select(static key => $"id={key}"));
            var question = BeaconQuestion.Get($"eth/v1/beacon/states/head/validators?{ids}");
            found.AddRange(await Ask(order, question, json => RemoteJson.Items(json, "data", some.Length).Select(item =>
                BLSPubkey.TryParse(RemoteJson.Text(RemoteJson.Member(item, "validator"), "pubkey"), out var pubkey) && some.Contains(pubkey)
                    ? new OwnValidator(RemoteJson.Number(item, "index"), pubkey)
                    : throw new InvalidDataException("the answer has a validator that was not asked for")).ToList()));
        }

        return found.Select(static one => one.Index).Distinct().Count() == found.Count
            ? found
            : throw new InvalidDataException("the answers give one index to several keys");
    }

    /// <summary>
    /// The plan of an epoch for some validators; the known one where what it depends on is the same, which costs two small answers. In the
    /// epoch before, what its fork brings is not asked for.
    /// </summary>
    public async Task<EpochPlan> Plan(
        AskOrder order, Epoch epoch, bool hasBegun, IReadOnlyDictionary<ValidatorIndex, BLSPubkey> own, EpochPlan? known)
    {
        bool IsThere(ForkName fork) => _spec.ForkAt(hasBegun ? epoch : Misc.SaturatingSub(epoch, 1)) >= fork;
        var (hasSync, hasPtc) = (IsThere(ForkName.Altair), IsThere(ForkName.Gloas));

        // Without a lookahead (fulu) they are certain only once the epoch has begun, and not every node tells them before.
        var proposers = hasBegun || _spec.ForkAt(epoch) >= ForkName.Fulu ? await Proposers(order, epoch, own) : null;
        if (known is not null && hasSync == known.SyncCommittee is not null && hasPtc == known.PayloadTimeliness is not null)
        {
            var (_, dependsOn) = await Attesters(order, epoch, own, [own.Keys.First()]);
            if (dependsOn == known.DependentRoot)
            {
                var isSame = (known.Proposers ?? []).SequenceEqual(proposers ?? []) && known.Proposers is null == proposers is null;
                return isSame ? known : known with { Proposers = proposers };
            }
        }

        var (attesters, attestersDependOn) = await Attesters(order, epoch, own, own.Keys);
        return new EpochPlan(
            epoch,
            attesters,
            proposers,
            hasSync ? await Sync(order, epoch, own) : null,
            hasPtc ? await PayloadTimeliness(order, epoch, own) : null,
            attestersDependOn);
    }

    /// <summary>The keys of those of our validators that voted in an epoch, as a node has seen it (`liveness`).</summary>
    public Task<IReadOnlyList<BLSPubkey>> Voted(
        AskOrder order, Epoch epoch, IReadOnlyDictionary<ValidatorIndex, BLSPubkey> own) =>
        Ask<IReadOnlyList<BLSPubkey>>(order, Post(own.Keys, $"eth/v1/validator/liveness/{epoch}"), json =>
        {
            var told = new Dictionary<ValidatorIndex, bool>();
            foreach (var item in RemoteJson.Items(json, "data", own.Count))
            {
                var index = RemoteJson.Number(item, "index");
                told[own.ContainsKey(index) ? index : throw Strange(index)] = RemoteJson.Flag(item, "is_live");
            }

            return told.Count == own.Count
                ? [.. told.Where(static one => one.Value).Select(one => own[one.Key])]
                : throw new InvalidDataException($"the answer tells of {told.Count} of {own.Count} validators");
        });

    private Task<Told> Attesters(
        AskOrder order, Epoch epoch, IReadOnlyDictionary<ValidatorIndex, BLSPubkey> own, IEnumerable<ValidatorIndex> asked) =>
        Ask(order, Post(asked, $"eth/v1/validator/duties/attester/{epoch}"), json =>
        {
            var slots = EachSlot(static _ => new List<AttesterDuty>());
            var seen = new HashSet<ValidatorIndex>();
            var committees = 1UL;
            foreach (var item in RemoteJson.Items(json, "data", own.Count))
            {
                var (index, pubkey) = Own(item, own);
                var length = RemoteJson.Number(item, "committee_length");
                var position = RemoteJson.Number(item, "validator_committee_index");
                var committee = RemoteJson.Number(item, "committee_index");
                committees = RemoteJson.Number(item, "committees_at_slot");
                if (position >= length || length > _spec.Preset.MaxValidatorsPerCommittee || committee >= committees
                    || committees > _spec.Preset.MaxCommitteesPerSlot || !seen.Add(index))
                {
                    throw new InvalidDataException($"the seat of validator {index} in a committee cannot be");
                }

                slots[OffsetOf(item, epoch)].Add(new AttesterDuty(index, pubkey, committee, (int)length, (int)position));
            }

            return new Told(new EpochCommittees(committees, slots), RemoteJson.Root(json, "dependent_root"));
        });

    private Task<OwnValidator?[]> Proposers(
        AskOrder order, Epoch epoch, IReadOnlyDictionary<ValidatorIndex, BLSPubkey> own) =>
        Ask(order, BeaconQuestion.Get($"eth/v1/validator/duties/proposer/{epoch}"), json =>
        {
            var slots = EachSlot(static _ => (OwnValidator?)null);
            foreach (var item in RemoteJson.Items(json, "data", slots.Length))
            {
                var index = RemoteJson.Number(item, "validator_index");
                if (own.TryGetValue(index, out var pubkey))
                {
                    slots[OffsetOf(item, epoch)] = new OwnValidator(index, pubkey);
                }
            }

            return slots;
        });

    // Each slot's signatures are in the next slot's block, whose committee signs.
    private async Task<IReadOnlyList<SyncDuty>[]> Sync(
        AskOrder order, Epoch epoch, IReadOnlyDictionary<ValidatorIndex, BLSPubkey> own)
    {
        var members = await Members(order, epoch, own);
        var slots = EachSlot(_ => members);
        if ((epoch + 1) % _spec.Preset.EpochsPerSyncCommitteePeriod == 0)
        {
            slots[^1] = await Members(order, epoch + 1, own);
        }

        return slots;
    }

    private Task<IReadOnlyList<SyncDuty>> Members(
        AskOrder order, Epoch epoch, IReadOnlyDictionary<ValidatorIndex, BLSPubkey> own) =>
        Ask<IReadOnlyList<SyncDuty>>(order, Post(own.Keys, $"eth/v1/validator/duties/sync/{epoch}"), json =>
        {
            const string Seats = "validator_sync_committee_indices";
            var size = (ulong)SyncCommittees.SubcommitteeSize(_spec.Preset);
            var members = new SortedDictionary<ValidatorIndex, SyncDuty>();
            foreach (var item in RemoteJson.Items(json, "data", own.Count))
            {
                var (index, pubkey) = Own(item, own);
                var seats = RemoteJson.Items(item, Seats, (int)_spec.Preset.SyncCommitteeSize)
                    .Select(static seat => RemoteJson.NumberOf(seat, Seats))
                    .Select(seat => seat < _spec.Preset.SyncCommitteeSize
                        ? seat / size
                        : throw new InvalidDataException($"seat {seat} of validator {index} in the sync committee cannot be"));
                members[index] = new SyncDuty(index, pubkey, [.. seats.Distinct().Order()]);
            }

            return [.. members.Values];
        });

    private Task<IReadOnlyList<OwnValidator>[]> PayloadTimeliness(
        AskOrder order, Epoch epoch, IReadOnlyDictionary<ValidatorIndex, BLSPubkey> own) =>
        Ask<IReadOnlyList<OwnValidator>[]>(order, Post(own.Keys, $"eth/v1/validator/duties/ptc/{epoch}"), json =>
        {
            // A validator may sit in the committees of several slots, and in one more than once.
            var slots = EachSlot(static _ => new SortedDictionary<ValidatorIndex, OwnValidator>());
            foreach (var item in RemoteJson.Items(json, "data", MostItems))
            {
                var (index, pubkey) = Own(item, own);
                slots[OffsetOf(item, epoch)][index] = new OwnValidator(index, pubkey);
            }

            return [.. slots.Select(static slot => (IReadOnlyList<OwnValidator>)[.. slot.Values])];
        });

    private async Task<T> Ask<T>(AskOrder order, BeaconQuestion question, Func<JsonElement, T> read)
        where T : class
    {
        var reading = await client.Read(
            order.Nodes, question with { MostBytes = BeaconQuestion.Large }, order.Deadline, answer => RemoteJson.Read(answer, read));
        order.Fail(reading.Failed);
        onFailed(reading.Failed);
        return reading.Value ?? throw new InvalidDataException(reading.Answer.Reason());
    }

    private static BeaconQuestion Post(IEnumerable<ValidatorIndex> indices, string path) =>
        BeaconQuestion.Post(RemoteJson.Numbers(indices), path);

    private static (ValidatorIndex Index, BLSPubkey Pubkey) Own(JsonElement item, IReadOnlyDictionary<ValidatorIndex, BLSPubkey> own)
    {
        var index = RemoteJson.Number(item, "validator_index");
        return own.TryGetValue(index, out var pubkey) ? (index, pubkey) : throw Strange(index);
    }

    private static InvalidDataException Strange(ValidatorIndex index) =>
        new($"the answer tells of validator {index}, which was not asked for");

    private int OffsetOf(JsonElement item, Epoch epoch)
    {
        var slot = RemoteJson.Number(item, "slot");
        return Misc.ComputeEpochAtSlot(_spec.Preset, slot) == epoch
            ? (int)(slot % _spec.Preset.SlotsPerEpoch)
            : throw new InvalidDataException($"the answer tells of slot {slot}, which is not of epoch {epoch}");
    }

    private T[] EachSlot<T>(Func<int, T> of) => [.. Enumerable.Range(0, (int)_spec.Preset.SlotsPerEpoch).Select(of)];

    private sealed record Told(EpochCommittees Committees, Root DependsOn);
}
