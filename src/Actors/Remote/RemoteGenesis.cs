using Consensoor.Interop.BeaconApi;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Remote;

/// <summary>The genesis of a chain as a beacon node tells it; the time is in seconds.</summary>
internal sealed record RemoteGenesis(Root GenesisValidatorsRoot, ulong GenesisTime)
{
    /// <summary>
    /// Asks nodes in their order for the genesis of a network, each for so long, and whatever those before it answered: one that does not
    /// know it yet says so with a refusal. Null, and what each says, where none tells it.
    /// </summary>
    public static async Task<(RemoteGenesis? Genesis, string Problem)> Find(BeaconClient client, ChainSpec spec, TimeSpan each)
    {
        // Some nodes tell the version that the genesis state has, where the chain begins in a later fork than the first.
        Bytes4[] versions = [spec.Config.GenesisForkVersion, spec.ForkVersion(spec.ForkAt(0))];
        var question = BeaconQuestion.Get("eth/v1/beacon/genesis");
        var problems = new List<string>();
        for (var node = 0; node < client.Names.Count; node++)
        {
            var reading = await client.Read(
                [node], question, each, answer => NodeHealth.Genesis(answer, versions));
            if (reading.Value is { } genesis)
            {
                return (genesis, "");
            }

            problems.Add(reading.Answer.Reason());
        }

        return (null, string.Join("; ", problems));
    }
}
