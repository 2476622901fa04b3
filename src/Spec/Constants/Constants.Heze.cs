namespace Consensoor.Spec;

public static partial class Constants
{
    /// <summary>DOMAIN_INCLUSION_LIST_COMMITTEE (`heze/beacon-chain.md#constants`).</summary>
    public static readonly DomainType DomainInclusionListCommittee = DomainType.Parse("0x10000000");
}
