using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Crypto.Kzg;

/// <summary>One point after the other.</summary>
internal sealed class PlainKzgEngine : KzgEngine
{
    internal override void Evaluate(Span<G1Jacobian> values) => PointFft.Evaluate(values);

    internal override void InterpolateScaled(Span<G1Jacobian> values) => PointFft.InterpolateScaled(values);

    internal override IFixedRows Prepare(G1Affine[] points, int rowLength) => new PlainRows(points, rowLength);
}
