using System.Globalization;
using System.Text.Json;
using Consensoor.Spec.Config;
using Consensoor.Spec.Duties;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Api;

/// <summary>
/// Writes the duties of any validators in an epoch as the Beacon API has them, by a state that knows them
/// (`phase0/validator.md#validator-assignments`): one of the epoch, or where it is known by then of the one before or after.
/// </summary>
internal static class DutyLists
{
    /// <summary>The seats of some validators in committees; who is in none is left out.</summary>
    public static void Attesters(Utf8JsonWriter writer, BeaconState state, Epoch epoch, IEnumerable<ValidatorIndex> validators)
    {
        var wanted = validators.ToHashSet();
        var committees = Accessors.GetCommitteeCountPerSlot(state, epoch);
        foreach (var slot in SlotsOf(state, epoch))
        {
            for (CommitteeIndex index = 0; index < committees; index++)
            {
                var committee = Accessors.GetBeaconCommittee(state, slot, index);
                for (var position = 0; position < committee.Length; position++)
                {
                    if (wanted.Contains(committee[position]))
                    {
                        WriteBegin(writer, state, committee[position]);
                        writer.WriteUnsigned("committee_index", index);
                        writer.WriteUnsigned("committee_length", (ulong)committee.Length);
                        writer.WriteUnsigned("committees_at_slot", committees);
                        writer.WriteUnsigned("validator_committee_index", (ulong)position);
                        writer.WriteUnsigned("slot", slot);
                        writer.WriteEndObject();
                    }
                }
            }
        }
    }

    /// <summary>The proposers of an epoch, by a state of it, or from fulu on of the one before.</summary>
    public static void Proposers(Utf8JsonWriter writer, BeaconState state, Epoch epoch)
    {
        var first = (epoch - Accessors.GetCurrentEpoch(state)) * state.Preset.SlotsPerEpoch;
        var computed = state.ForkName < ForkName.Fulu ? Accessors.GetBeaconProposerIndices(state, epoch) : null;
        foreach (var (offset, slot) in SlotsOf(state, epoch).Index())
        {
            WriteBegin(writer, state, computed?[offset] ?? state.ProposerLookahead[(int)first + offset]);
            writer.WriteUnsigned("slot", slot);
            writer.WriteEndObject();
        }
    }

    /// <summary>The seats of some validators in a sync committee (altair on); who has none is left out.</summary>
    public static void SyncCommittee(
        Utf8JsonWriter writer, BeaconState state, Spec.Containers.SyncCommittee committee, IEnumerable<ValidatorIndex> validators)
    {
        var seats = new Dictionary<ValidatorIndex, List<int>>();
        foreach (var (position, pubkey) in committee.Pubkeys.Index())
        {
            if (Accessors.TryGetValidatorIndex(state, pubkey, out var index))
            {
                if (!seats.TryGetValue(index, out var positions))
                {
                    seats[index] = positions = [];
                }

                positions.Add(position);
            }
        }

        foreach (var index in validators.Distinct().Where(seats.ContainsKey))
        {
            WriteBegin(writer, state, index);
            writer.WriteStartArray("validator_sync_committee_indices");
            seats[index].ForEach(position => writer.WriteStringValue(position.ToString(CultureInfo.InvariantCulture)));
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
    }

    /// <summary>The slots in whose payload timeliness committee some validators are (gloas on), each once a slot.</summary>
    public static void PayloadTimeliness(Utf8JsonWriter writer, BeaconState state, Epoch epoch, IEnumerable<ValidatorIndex> validators)
    {
        var wanted = validators.ToHashSet();
        foreach (var slot in SlotsOf(state, epoch))
        {
            foreach (var index in Accessors.GetPtc(state, slot).Where(wanted.Contains).Distinct())
            {
                WriteBegin(writer, state, index);
                writer.WriteUnsigned("slot", slot);
                writer.WriteEndObject();
            }
        }
    }

    /// <summary>Whether each of some validators voted in an epoch, by a state of it or of the one after.</summary>
    public static void Liveness(Utf8JsonWriter writer, BeaconState state, Epoch epoch, IEnumerable<ValidatorIndex> validators)
    {
        var isCurrent = Accessors.GetCurrentEpoch(state) == epoch;
        Func<ValidatorIndex, bool> hasVoted;
        if (state.ForkName < ForkName.Altair)
        {
            var votes = isCurrent ? state.CurrentEpochAttestations : state.PreviousEpochAttestations;
            var voters = votes.SelectMany(vote => Accessors.GetPendingAttestingIndices(state, vote)).ToHashSet();
            hasVoted = voters.Contains;
        }
        else
        {
            var participation = isCurrent ? state.CurrentEpochParticipation : state.PreviousEpochParticipation;
            hasVoted = index => index < (ulong)participation.Count && participation[(int)index] != 0;
        }

        foreach (var index in validators)
        {
            writer.WriteStartObject();
            writer.WriteUnsigned("index", index);
            writer.WriteBoolean("is_live", hasVoted(index));
            writer.WriteEndObject();
        }
    }

    private static IEnumerable<Slot> SlotsOf(BeaconState state, Epoch epoch)
    {
        var start = Misc.ComputeStartSlotAtEpoch(state.Preset, epoch);
        for (var slot = start; slot < start + state.Preset.SlotsPerEpoch; slot++)
        {
            yield return slot;
        }
    }

    private static void WriteBegin(Utf8JsonWriter writer, BeaconState state, ValidatorIndex index)
    {
        writer.WriteStartObject();
        writer.WriteString("pubkey", state.Validators[index].Pubkey.ToString());
        writer.WriteUnsigned("validator_index", index);
    }
}
