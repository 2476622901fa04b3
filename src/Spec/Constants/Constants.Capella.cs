namespace Consensoor.Spec;

public static partial class Constants
{
    /// <summary>DOMAIN_BLS_TO_EXECUTION_CHANGE (`capella/beacon-chain.md#constants`).</summary>
    public static readonly DomainType DomainBlsToExecutionChange = DomainType.Parse("0x0A000000");

    /// <summary>EXECUTION_PAYLOAD_GINDEX (`capella/light-client/sync-protocol.md#constants`).</summary>
    public const ulong ExecutionPayloadGindex = 25;
}
