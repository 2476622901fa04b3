namespace Consensoor.Fuzz;

/// <summary>Two paths answered differently on the same input.</summary>
internal sealed class DisagreementException(string message) : Exception(message)
{
    internal static void Require(bool agree, string what, params ReadOnlySpan<byte> input)
    {
        if (!agree)
            throw new DisagreementException($"{what}: {Convert.ToHexStringLower(input)}");
    }
}
