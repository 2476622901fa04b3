using Consensoor.Spec.Config;

namespace Consensoor.Actors.Tests.Network.Wire;

/// <summary>Networks of `genesis create` that a Lodestar begins: slots of two seconds, one fork from genesis on.</summary>
internal static class LodestarNetwork
{
    /// <summary>
    /// A network whose Lodestar is ready before its genesis, which comes later where the machine is slow: from the second epoch on Lodestar
    /// proposes on no head that is an epoch old.
    /// </summary>
    public static async Task<(WireNetwork Network, Lodestar Lodestar, string Address)> Begin(int nodes, int validators, TimeSpan patience)
    {
        Lodestar.Install();
        for (var delay = TimeSpan.FromSeconds(20); ; delay *= 3)
        {
            var network = await WireNetwork.OfGenesis(nodes, validators, delay, Options(ForkName.Altair));
            var lodestar = new Lodestar(network.Folder, Path.Combine(network.Folder, "lodestar"), isFirst: true);
            var isKept = false;
            try
            {
                var address = await lodestar.Address(patience);
                isKept = DateTimeOffset.UtcNow < network.Genesis || delay > patience;
                if (isKept)
                {
                    return (network, lodestar, address);
                }
            }
            finally
            {
                if (!isKept)
                {
                    lodestar.Dispose();
                    await network.DisposeAsync();
                }
            }
        }
    }

    /// <summary>What `genesis create` is told for a chain that is in a fork from genesis on, and stays in it.</summary>
    public static string[] Options(ForkName last) =>
    [
        "--set", "SLOT_DURATION_MS=2000", "--fork-epoch",
        .. ForkNames.All.Skip(1).Select(fork => $"{fork.Text()}={(fork <= last ? "0" : "never")}"),
    ];
}
