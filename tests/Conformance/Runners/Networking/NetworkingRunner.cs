using Consensoor.Conformance.Cases;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;

namespace Consensoor.Conformance.Runners.Networking;

/// <summary>`networking`: gossip conditions, and which columns a node keeps.</summary>
public sealed class NetworkingRunner : ICaseRunner
{
    /// <inheritdoc/>
    public void Run(TestCase test)
    {
        switch (test.Handler)
        {
            case "get_custody_groups":
                test.Meta.OnlyKeys("node_id", "custody_group_count", "result");
                CheckNumbers(
                    test.Meta["result"],
                    Custody.GetCustodyGroups(
                        test.Spec.Config, (UInt256)test.Meta["node_id"].Integer, test.Meta["custody_group_count"].UInt64));
                break;
            case "compute_columns_for_custody_group":
                test.Meta.OnlyKeys("custody_group", "result");
                CheckNumbers(
                    test.Meta["result"],
                    Custody.ComputeColumnsForCustodyGroup(test.Spec.Preset, test.Spec.Config, test.Meta["custody_group"].UInt64));
                break;
            case var handler when handler.StartsWith("gossip_", StringComparison.Ordinal):
                new GossipScript(test).Run();
                break;
            default:
                Check.Fail($"no code knows the handler {test.Handler}");
                break;
        }
    }

    private static void CheckNumbers(Node expected, IReadOnlyList<ulong> actual) =>
        Check.Equal(string.Join(' ', expected.Items.Select(static item => item.Text)), string.Join(' ', actual), expected.Path);
}
