using System.Globalization;
using System.Text;

namespace Consensoor.Spec.Config;

public sealed partial record ChainConfig
{
    /// <summary>
    /// Writes the configuration in the standard YAML form, every key of `configs/` in the order there, so that <see cref="TryParse"/> and
    /// other clients read the same chain from it. The deprecated SECONDS_PER_SLOT is among the keys where a slot is of whole seconds.
    /// </summary>
    public string ToYaml()
    {
        var text = new StringBuilder();
        foreach (var key in ConfigKey.All)
        {
            Line(key.Name, key.IsText ? Quoted(key.Write(this)) : key.Write(this));
        }

        if (Math.DivRem(SlotDurationMs, 1000UL) is (var seconds, 0))
        {
            Line("SECONDS_PER_SLOT", Decimal(seconds));
        }

        Rows("BLOB_SCHEDULE", BlobSchedule.Select(static entry =>
            $"  - EPOCH: {Decimal(entry.Epoch)}\n    MAX_BLOBS_PER_BLOCK: {Decimal(entry.MaxBlobsPerBlock)}\n"));
        Rows("GAS_LIMIT_SCHEDULE", GasLimitSchedule.Select(static entry =>
            $"  - EPOCH: {Decimal(entry.Epoch)}\n    GAS_LIMIT: {Decimal(entry.GasLimit)}\n"));
        return text.ToString();

        void Line(string name, string value) => text.Append(name).Append(": ").Append(value).Append('\n');

        void Rows(string name, IEnumerable<string> rows)
        {
            var all = string.Concat(rows);
            text.Append(name).Append(all.Length == 0 ? ": []\n" : ":\n").Append(all);
        }
    }

    private static string Decimal(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
