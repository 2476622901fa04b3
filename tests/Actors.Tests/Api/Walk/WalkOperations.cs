using System.Text.Json;
using Consensoor.Actors.Cli.Operations;
using Consensoor.Interop.Genesis;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Tests.Api.Walk;

/// <summary>
/// What validators whose keys are nobody's say of themselves, another one in each fork: one leaves, and from capella on one names an
/// address for its withdrawals. Each waits for a block then.
/// </summary>
internal static class WalkOperations
{
    private const string Pool = "/eth/v1/beacon/pool/";

    public static IEnumerable<WalkDeed> Of(WalkChain chain)
    {
        yield return Exit(chain, (ValidatorIndex)(WalkChain.Online + (int)chain.Fork));
        if (chain.Fork >= ForkName.Capella)
        {
            yield return Change(chain, (ValidatorIndex)(WalkKeys.FirstWithKey + (chain.Fork - ForkName.Capella)));
        }
    }

    /// <summary>Whether a list that a path answers has an item.</summary>
    public static bool Lists(WalkChain chain, string path, Func<JsonElement, bool> isIt)
    {
        var answer = chain.Send(new WalkRequest("GET", path));
        using var json = JsonDocument.Parse(answer.Text);
        return answer.IsGood && json.RootElement.GetProperty("data").EnumerateArray().Any(isIt);
    }

    private static WalkDeed Exit(WalkChain chain, ValidatorIndex leaving)
    {
        var (spec, state) = (chain.Spec, chain.View.HeadState);
        var exit = new VoluntaryExit { Epoch = Misc.ComputeEpochAtSlot(spec.Preset, chain.Slot), ValidatorIndex = leaving };
        var domain = Misc.ComputeDomain(
            Constants.DomainVoluntaryExit, ValidatorOperations.ExitVersion(spec, exit.Epoch, exit.Epoch), state.GenesisValidatorsRoot);
        return Deed(chain, "voluntary_exits", false, leaving, new SignedVoluntaryExit
        {
            Message = exit,
            Signature = WalkKeys.SignerOf(leaving)(Misc.ComputeSigningRoot(exit, domain, state.Ssz)),
        });
    }

    private static WalkDeed Change(WalkChain chain, ValidatorIndex changing)
    {
        var (spec, state) = (chain.Spec, chain.View.HeadState);
        var change = new BLSToExecutionChange
        {
            ValidatorIndex = changing,
            FromBlsPubkey = WalkKeys.WithdrawalPubkeyOf(changing),
            ToExecutionAddress = InteropGenesis.AddressOf((int)changing),
        };
        var domain = Misc.ComputeDomain(
            Constants.DomainBlsToExecutionChange, spec.Config.GenesisForkVersion, state.GenesisValidatorsRoot);
        return Deed(chain, "bls_to_execution_changes", true, changing, new SignedBLSToExecutionChange
        {
            Message = change,
            Signature = WalkKeys.WithdrawalSignerOf(changing)(Misc.ComputeSigningRoot(change, domain, state.Ssz)),
        });
    }

    private static WalkDeed Deed<T>(WalkChain chain, string pool, bool isList, ValidatorIndex validator, T signed)
        where T : ISszType<T>
    {
        var text = ApiBodies.Json(signed, chain.View.HeadState.Ssz);
        return new WalkDeed(
            $"POST {Pool}{pool}",
            new WalkRequest("POST", Pool + pool).WithJson(isList ? text.AsList() : text),
            "it waits in the pool",
            () => Lists(chain, Pool + pool, item =>
                item.GetProperty("message").GetProperty("validator_index").GetString() == $"{validator}"));
    }
}
