/** The dark squares of a QR code (ISO/IEC 18004) as one path of an SVG, a unit a square. */
import encodeQR from 'qr';

interface Squares {
	/** Of the whole drawing, its white border included. */
	readonly size: number;
	readonly path: string;
}

/**
 * For a screen: the four squares of border that the standard asks for, and few spare ones, since it is neither torn nor
 * soiled and larger squares are read from further off. For paper: more of the ones, and less white where all around is white.
 */
export function squaresOf(text: string, on: 'screen' | 'paper'): Squares {
	const rows = encodeQR(text, 'raw', on === 'screen' ? { border: 4, ecc: 'low' } : { border: 2, ecc: 'medium' });
	const path = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
	return { size: rows.length, path };
}
