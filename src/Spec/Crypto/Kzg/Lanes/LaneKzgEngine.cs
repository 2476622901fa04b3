using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Bls.Lanes;

namespace Consensoor.Spec.Crypto.Kzg.Lanes;

/// <summary>Points over vector lanes.</summary>
internal sealed class LaneKzgEngine<L, V> : KzgEngine
    where L : struct, ILanes<V>
    where V : unmanaged
{
    internal override void Evaluate(Span<G1Jacobian> values) => PointFftLanes<L, V>.Evaluate(values);

    internal override void InterpolateScaled(Span<G1Jacobian> values) => PointFftLanes<L, V>.InterpolateScaled(values);

    internal override IFixedRows Prepare(G1Affine[] points, int rowLength) => new LaneRows<L, V>(points, rowLength);
}
