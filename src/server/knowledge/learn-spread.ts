/**
 * How the vectors of a collection lie: their mean, and the matrix that takes out most of what they have in common.
 *
 * All pages of one town are near to each other for a general model ("an office, a form, a citizen"): a few directions hold most of the
 * variance and tell pages apart least. Whitening (A. Kessy, A. Lewin, K. Strimmer: Optimal Whitening and Decorrelation, 2018; for sentence
 * vectors J. Su et al., 2021) evens them out; half-hearted whitening did best when measured (docs/quality.md).
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

export interface Spread {
  mean: Float32Array;
  /** Square, symmetric, row by row: covariance to the power of `-STRENGTH`. */
  matrix: Float32Array;
}

/** 0 changes nothing, .5 is whitening of both sides, 1 that of one side. */
const STRENGTH = 0.35;
/** Share of the covariance that is taken to be the same in all directions: at least this, and more where there are few vectors. */
const LEAST_SHRINKAGE = 0.2;
const SURE_FROM = 100;

/** All vectors of one length, at least one. About .5 s for 384 dimensions, growing with their third power. */
export function learnSpread(vectors: readonly Float32Array[]): Spread {
  const dimensions = vectors[0]?.length ?? 0;
  const mean = new Float32Array(dimensions);
  for (const vector of vectors)
    for (let at = 0; at < dimensions; at += 1) mean[at] = (mean[at] ?? 0) + (vector[at] ?? 0) / vectors.length;

  const covariance = Matrix.zeros(dimensions, dimensions);
  const difference = new Float64Array(dimensions);
  for (const vector of vectors) {
    for (let at = 0; at < dimensions; at += 1) difference[at] = (vector[at] ?? 0) - (mean[at] ?? 0);
    for (let row = 0; row < dimensions; row += 1) {
      const left = (difference[row] ?? 0) / vectors.length;
      for (let column = row; column < dimensions; column += 1)
        covariance.set(row, column, covariance.get(row, column) + left * (difference[column] ?? 0));
    }
  }
  const shrinkage = Math.max(LEAST_SHRINKAGE, SURE_FROM / (SURE_FROM + vectors.length));
  const even = (shrinkage * covariance.trace()) / Math.max(1, dimensions);
  for (let row = 0; row < dimensions; row += 1) {
    for (let column = row; column < dimensions; column += 1) {
      const value = covariance.get(row, column) * (1 - shrinkage) + (row === column ? even : 0);
      covariance.set(row, column, value);
      covariance.set(column, row, value);
    }
  }

  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  const most = Math.max(...realEigenvalues, Number.MIN_VALUE);
  // Where nothing varies there is nothing to even out.
  const factors = realEigenvalues.map((value) => Math.max(value / most, 1e-6) ** -STRENGTH);
  const scaled = Matrix.from1DArray(dimensions, dimensions, eigenvectorMatrix.to1DArray());
  scaled.mulRowVector(factors);
  return { mean, matrix: Float32Array.from(scaled.mmul(eigenvectorMatrix.transpose()).to1DArray()) };
}

/** The question turned towards what tells passages apart, of length 1: its dot product with a passage's vector takes the place of the cosine. */
export function sharpen(question: Float32Array, { mean, matrix }: Spread): Float32Array {
  const dimensions = mean.length;
  if (question.length !== dimensions) return question;
  const sharpened = new Float32Array(dimensions);
  let squares = 0;
  for (let row = 0; row < dimensions; row += 1) {
    let sum = 0;
    const offset = row * dimensions;
    for (let column = 0; column < dimensions; column += 1)
      sum += (matrix[offset + column] ?? 0) * ((question[column] ?? 0) - (mean[column] ?? 0));
    sharpened[row] = sum;
    squares += sum * sum;
  }
  const length = Math.sqrt(squares);
  return length > 0 ? sharpened.map((value) => value / length) : question;
}
