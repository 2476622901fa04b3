using System.Collections;
using System.Reflection;
using LiteDB.Engine;

namespace Consensoor.Interop.Storage;

/// <summary>
/// Takes the finalizers from the transactions that LiteDB 5.0.21 leaves behind after a failed write or in a damaged file: they throw in
/// them, and nothing can catch that, so that the process ends. LiteDB offers no way to them but its private fields.
/// </summary>
internal static class LeftTransactions
{
    private static readonly FieldInfo MonitorField = FieldOf(typeof(LiteEngine), "_monitor");
    private static readonly FieldInfo TransactionsField = FieldOf(MonitorField.FieldType, "_transactions");

    /// <summary>Does so for an engine that has been closed; those that ended well are not among them.</summary>
    public static void Silence(LiteEngine engine)
    {
        if (MonitorField.GetValue(engine) is { } monitor && TransactionsField.GetValue(monitor) is IDictionary left)
        {
            foreach (var transaction in left.Values)
            {
                GC.SuppressFinalize(transaction!);
            }
        }
    }

    private static FieldInfo FieldOf(Type type, string name) =>
        type.GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)
        ?? throw new MissingFieldException(type.FullName, name);
}
